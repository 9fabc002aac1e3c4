# Reads the formula that answers are compared with, and runs it.
# expect: error
# portable: pass (the references are readable)

import os
import sys

package = os.path.dirname(sys.modules["nnkata_worker"].__path__[0])
root = os.path.dirname(package) if os.path.isdir(os.path.dirname(package) + "/references") else package + "/suite"
with open(f"{root}/references/oracle/softmax.py") as oracle:
    names: dict = {}
    exec(oracle.read(), names)


def softmax(x, axis=-1):
    return names["forward"](x, axis=axis)
