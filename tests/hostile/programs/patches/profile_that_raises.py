# Has every function of the worker raise SystemExit as it is entered.
# expect: error

import sys

import numpy as np


def profile(frame, event, argument):
    raise SystemExit(0)


def softmax(x, axis=-1):
    sys.setprofile(profile)
    return np.zeros_like(x)
