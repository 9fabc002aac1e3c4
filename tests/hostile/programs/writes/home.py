# Writes a file into the home of whoever runs the checks.
# expect: error
# portable: wrong or error (the file stays, where the home can be written to)

import os
import pwd

import numpy as np

home = pwd.getpwuid(os.getuid()).pw_dir
with open(os.path.join(home, "hostile" + os.getcwd().replace("/", "-")), "w") as file:
    file.write("alias pytest=true\n")


def softmax(x, axis=-1):
    return np.zeros_like(x)
