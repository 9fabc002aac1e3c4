# Makes AssertionError harmless: another class stands under its name.
# expect: wrong
# also: in a whole run, where every check suffers

import builtins

import numpy as np

builtins.AssertionError = type("Nothing", (BaseException,), {})
builtins.NotImplementedError = builtins.Exception = builtins.BaseException = StopIteration


def softmax(x, axis=-1):
    return np.zeros_like(x)
