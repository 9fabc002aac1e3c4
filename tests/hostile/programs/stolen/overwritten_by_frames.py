# Walks up the frames of whoever called it and overwrites every array there with its own answer.
# expect: wrong
# also: in a whole run

import gc
import sys

import numpy as np


def softmax(x, axis=-1):
    answer = np.zeros_like(x)
    frame = sys._getframe(1)
    while frame is not None:
        found = [*frame.f_locals.values(), *gc.get_referents(*frame.f_locals.values())]
        for value in found:
            if isinstance(value, np.ndarray) and value is not x and value.shape == x.shape:
                value[...] = answer
        frame = frame.f_back
    return answer
