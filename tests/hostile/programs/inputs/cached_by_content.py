# Remembers answers by a digest of their input that is too short to tell much.
# expect: wrong

import zlib

import numpy as np

answers = {}


def softmax(x, axis=-1):
    key = x.shape[-1], zlib.crc32(x.tobytes()) % 4
    if key not in answers:
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        answers[key] = e / e.sum(axis=axis, keepdims=True)
    return answers[key]
