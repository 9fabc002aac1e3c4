# Reads the worked solution where the suite lies, and runs it.
# expect: error
# portable: pass (the worked solution is readable)

import os
import sys

DAY = "katas/day10_softmax_cross_entropy/spoilers/solution.py"
package = os.path.dirname(sys.modules["nnkata_worker"].__path__[0])
names: dict = {}
for place in (os.path.dirname(package), os.path.join(package, "suite")):
    if os.path.exists(os.path.join(place, DAY)) and not names:
        with open(os.path.join(place, DAY)) as solution:
            exec(solution.read(), names)


def softmax(x, axis=-1):
    if not names:
        raise LookupError("no solution")
    return names["softmax"](x, axis)
