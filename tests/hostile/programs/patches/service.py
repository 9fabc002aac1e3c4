# Replaces the worker's answers after the first by the one that only a loaded file gives.
# expect: protocol

import sys

import numpy as np


def softmax(x, axis=-1):
    service = sys.modules["nnkata_worker.service"]
    service.Service.answer = lambda *arguments: service.Answer(b"Y", b"{}", [])
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
