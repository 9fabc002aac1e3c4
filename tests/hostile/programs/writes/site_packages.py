# Puts a module into site-packages, to be imported by whoever comes next.
# expect: error
# portable: wrong (the file stays)

import sysconfig

import numpy as np

with open(sysconfig.get_paths()["purelib"] + "/sitecustomize.py", "w") as module:
    module.write("print('30 passed')\n")


def softmax(x, axis=-1):
    return np.zeros_like(x)
