# Links the suite into its work directory and reads the worked solution through the link.
# expect: error
# portable: pass (the worked solution is readable)

import os
import sys

package = os.path.dirname(sys.modules["nnkata_worker"].__path__[0])
root = os.path.dirname(package) if os.path.isdir(os.path.dirname(package) + "/katas") else package + "/suite"
os.symlink(root, "suite")
os.chdir("suite/katas/day10_softmax_cross_entropy/spoilers")
with open("solution.py") as solution:
    names: dict = {}
    exec(solution.read(), names)


def softmax(x, axis=-1):
    return names["softmax"](x, axis)
