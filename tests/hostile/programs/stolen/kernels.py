# Loads the Rust kernels by their file's path, under a name that nobody refuses.
# expect: error
# portable: pass (the kernels can be loaded)

import glob
import importlib.machinery
import importlib.util
import os
import sys

package = os.path.dirname(sys.modules["nnkata_worker"].__path__[0])
path = os.path.join(package, "_kernels.abi3.so")
loader = importlib.machinery.ExtensionFileLoader("_kernels", path)
spec = importlib.util.spec_from_file_location("_kernels", path, loader=loader)
kernels = importlib.util.module_from_spec(spec)
loader.exec_module(kernels)


def softmax(x, axis=-1):
    return kernels.softmax(x, axis=axis)
