# Removes what refuses the harness's modules, and imports the references.
# expect: error
# portable: pass (the references can be imported)

import builtins
import importlib
import os
import sys

package = os.path.dirname(sys.modules["nnkata_worker"].__path__[0])
root = os.path.dirname(package) if os.path.isdir(os.path.dirname(package) + "/references") else package + "/suite"
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "_Absent"]
sys.path.insert(0, root)
importlib.invalidate_caches()
oracle = builtins.__import__("references.oracle.softmax", fromlist=["forward"])


def softmax(x, axis=-1):
    return oracle.forward(x, axis=axis)
