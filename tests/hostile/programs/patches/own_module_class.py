# Changes the class of its own module, so that looking into it runs code.
# expect: wrong

import os
import sys
import types

import numpy as np


class Hostile(types.ModuleType):
    @property
    def __dict__(self):
        os.write(1, b"looked into\n")
        return {"softmax": lambda x, axis=-1: np.zeros_like(x)}


sys.modules["kata"].__class__ = Hostile
