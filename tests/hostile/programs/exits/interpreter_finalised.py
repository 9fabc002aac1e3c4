# Ends the interpreter by its own C function: atexit runs, then the process ends with status 0.
# expect: died

import ctypes


def softmax(x, axis=-1):
    ctypes.pythonapi.Py_Exit(0)
