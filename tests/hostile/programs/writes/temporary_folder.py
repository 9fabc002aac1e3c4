# Leaves a file in the machine's folder for temporary files.
# expect: error
# portable: wrong (the file stays)

import os

import numpy as np

with open("/tmp/hostile" + os.getcwd().replace("/", "-"), "w") as file:
    file.write("\n")


def softmax(x, axis=-1):
    return np.zeros_like(x)
