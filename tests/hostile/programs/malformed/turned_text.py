# Reads other than it runs: signs turn the direction of the text, so that a comment looks like code.
# expect: wrong

import numpy as np


def softmax(x, axis=-1):
    """Stable.‮⁦ return np.exp(x) / np.exp(x).sum()⁩⁦"""
    return np.zeros_like(x)
