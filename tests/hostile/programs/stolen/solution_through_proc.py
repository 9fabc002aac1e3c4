# Reads the worked solution by a path that begins in /proc.
# expect: error
# portable: pass (the worked solution is readable)

import os
import sys

package = os.path.dirname(sys.modules["nnkata_worker"].__path__[0])
root = os.path.dirname(package) if os.path.isdir(os.path.dirname(package) + "/katas") else package + "/suite"
with open(f"/proc/self/root{root}/katas/day10_softmax_cross_entropy/spoilers/solution.py") as solution:
    names: dict = {}
    exec(solution.read(), names)


def softmax(x, axis=-1):
    return names["softmax"](x, axis)
