# Removes what refuses the harness's modules, and imports the harness to ask it for the truth.
# expect: error
# portable: wrong (the engine can be imported)

import builtins
import os
import sys

import numpy as np

sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "_Absent"]
sys.path.insert(0, os.path.dirname(os.path.dirname(sys.modules["nnkata_worker"].__path__[0])))
engine = builtins.__import__("nnkata_plugin")


def softmax(x, axis=-1):
    return np.full_like(x, len(dir(engine)))
