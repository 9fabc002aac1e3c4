# Leaves a file in the root directory of the machine, and one where services run.
# expect: error
# only: confined (root may write anywhere)

import os

import numpy as np

for folder in ("/run/", "/"):
    with open(folder + "hostile" + os.getcwd().replace("/", "-"), "w") as file:
        file.write("\n")


def softmax(x, axis=-1):
    return np.zeros_like(x)
