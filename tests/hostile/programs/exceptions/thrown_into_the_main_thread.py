# A thread throws SystemExit into the interpreter's main thread, again and again.
# expect: error or died

import ctypes
import threading
import time

main = threading.main_thread().ident


def throw():
    while True:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(main), ctypes.py_object(SystemExit))
        time.sleep(0.001)


def softmax(x, axis=-1):
    threading.Thread(target=throw, daemon=True).start()
    while True:
        time.sleep(0.01)
