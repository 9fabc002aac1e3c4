# Replaces the comparison of all arrays in the type itself, through its C dictionary.
# expect: wrong

import ctypes
import gc

import numpy as np


def softmax(x, axis=-1):
    slots = gc.get_referents(np.ndarray.__dict__)[0]
    slots["__eq__"] = slots["__le__"] = lambda self, other: np.ones(self.shape, bool)
    slots["all"] = lambda *arguments, **named: True
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(np.ndarray))
    return np.zeros_like(x)
