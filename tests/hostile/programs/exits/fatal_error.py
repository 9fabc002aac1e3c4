# Tells the interpreter that it is broken.
# expect: died

import ctypes


def softmax(x, axis=-1):
    ctypes.pythonapi.Py_FatalError(b"30 passed")
