# Replaces what confines the worker, and what limits it, by nothing; then takes ten gigabytes.
# expect: memory

import sys

import numpy as np

for name in ("nnkata_worker.confinement", "nnkata_worker.limits", "resource"):
    module = sys.modules.get(name)
    for word in dir(module) if module else ():
        if callable(getattr(module, word)) and not word.startswith("_"):
            setattr(module, word, lambda *arguments, **named: None)


def softmax(x, axis=-1):
    return np.ones(10 << 30, np.uint8)
