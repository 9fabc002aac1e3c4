# Squares a matrix in LAPACK's company until the deadline has long passed.
# expect: timeout

import numpy as np


def softmax(x, axis=-1):
    a = np.eye(700)
    while True:
        a = a @ a
