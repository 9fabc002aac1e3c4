# Catches the signal of the processor limit and burns on in three threads.
# expect: timeout or cpu-limit or died

import hashlib
import signal
import threading


def softmax(x, axis=-1):
    signal.signal(signal.SIGXCPU, lambda *_: None)
    for _ in range(3):
        threading.Thread(target=burn).start()
    burn()


def burn():
    while True:
        hashlib.sha256(bytes(1 << 20))
