# Puts another module under its own name, whose every attribute is a right answer.
# expect: wrong

import sys
import types

import numpy as np


class Right(types.ModuleType):
    def __getattr__(self, name):
        return lambda *arguments, **named: True


def softmax(x, axis=-1):
    return np.zeros_like(x)


sys.modules["kata"] = Right("kata")
