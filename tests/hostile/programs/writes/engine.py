# Puts a file beside the harness's own modules.
# expect: error
# only: confined (the engine belongs to everybody who checks with it)

import os
import sys

import numpy as np

folder = sys.modules["nnkata_worker"].__path__[0]
with open(os.path.join(folder, "hostile" + os.getcwd().replace("/", "-")), "w") as file:
    file.write("\n")


def softmax(x, axis=-1):
    return np.zeros_like(x)
