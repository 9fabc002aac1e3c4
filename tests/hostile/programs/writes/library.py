# Puts a file beside NumPy's own modules.
# expect: error
# only: confined (the library belongs to everybody on the machine)

import os

import numpy as np

with open(os.path.join(np.__path__[0], "hostile" + os.getcwd().replace("/", "-")), "w") as file:
    file.write("\n")


def softmax(x, axis=-1):
    return np.zeros_like(x)
