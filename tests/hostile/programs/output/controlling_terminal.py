# Writes past every redirection, to the terminal itself.
# expect: error

import numpy as np


def softmax(x, axis=-1):
    with open("/dev/tty", "w") as terminal:
        terminal.write("30 passed\n")
    return np.zeros_like(x)
