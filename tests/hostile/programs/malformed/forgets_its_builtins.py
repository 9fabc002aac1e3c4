# Removes every built-in name from its own module.
# expect: error

import numpy as np


def softmax(x, axis=-1):
    return np.zeros_like(x) if len(x) else None


__builtins__.clear()
