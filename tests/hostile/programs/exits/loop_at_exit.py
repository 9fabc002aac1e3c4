# Registers a loop for the end of the interpreter, and then asks for the end.
# expect: timeout

import atexit
import ctypes


@atexit.register
def loop():
    while True:
        pass


def softmax(x, axis=-1):
    ctypes.pythonapi.Py_Exit(0)
