# Prints half a megabyte that looks like a passing run, and answers wrong.
# expect: wrong

import numpy as np

said = []


def softmax(x, axis=-1):
    if not said:
        said.append(True)
        print("test_kata.py " + "." * 500000 + " [100%]")
        print("============ 30 passed in 0.42s ============")
    return np.zeros_like(x)
