# Ends the interpreter while a thread runs that is no daemon: its shutdown waits for ever.
# expect: timeout

import ctypes
import threading
import time


def softmax(x, axis=-1):
    threading.Thread(target=time.sleep, args=(3600,)).start()
    ctypes.pythonapi.Py_Exit(0)
