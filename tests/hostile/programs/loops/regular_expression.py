# Backtracks for centuries in one call of the regular expression engine.
# expect: timeout

import re


def softmax(x, axis=-1):
    return re.match("(a+)+$", "a" * 64 + "b")
