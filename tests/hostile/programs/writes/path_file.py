# Puts a .pth file into site-packages, whose lines every interpreter runs as it starts.
# expect: error
# portable: wrong (the file stays)

import os
import sysconfig

import numpy as np

os.chdir(sysconfig.get_paths()["purelib"])
with open("hostile.pth", "w") as file:
    file.write("import os\n")


def softmax(x, axis=-1):
    return np.zeros_like(x)
