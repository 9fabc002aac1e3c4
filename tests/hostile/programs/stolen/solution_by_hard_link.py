# Makes a hard link to the worked solution in its work directory, and reads that.
# expect: error
# portable: pass or error (the worked solution is readable, and on the same file system it can be linked)

import os
import sys

package = os.path.dirname(sys.modules["nnkata_worker"].__path__[0])
root = os.path.dirname(package) if os.path.isdir(os.path.dirname(package) + "/katas") else package + "/suite"
os.link(f"{root}/katas/day10_softmax_cross_entropy/spoilers/solution.py", "mine.py")
with open("mine.py") as solution:
    names: dict = {}
    exec(solution.read(), names)


def softmax(x, axis=-1):
    return names["softmax"](x, axis)
