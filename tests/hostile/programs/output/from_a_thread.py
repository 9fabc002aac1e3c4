# A thread prints for ever while the function waits.
# expect: output-limit

import os
import threading
import time


def softmax(x, axis=-1):
    threading.Thread(target=flood, daemon=True).start()
    time.sleep(60)


def flood():
    while True:
        os.write(2, bytes(1 << 15))
