# Reads the compiled form of a module of the harness that it has no business to know.
# expect: error
# portable: wrong or error (the engine is readable)

import os
import sys

import numpy as np

package = os.path.dirname(sys.modules["nnkata_worker"].__path__[0])
folder = os.path.join(package, "catalog", "__pycache__")
with open(os.path.join(folder, sorted(os.listdir(folder))[0]), "rb") as compiled:
    code = compiled.read()


def softmax(x, axis=-1):
    return np.full_like(x, len(code))
