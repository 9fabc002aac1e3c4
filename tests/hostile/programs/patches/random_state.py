# Seeds every generator alike and makes every new one return the same numbers.
# expect: wrong

import random

import numpy as np

random.seed(0)
np.random.seed(0)
np.random.default_rng = lambda *seed: np.random.Generator(np.random.PCG64(0))


def softmax(x, axis=-1):
    return np.random.default_rng().dirichlet(np.ones(x.shape[-1]), x.shape[:-1]).astype(x.dtype)
