# Computes once, and returns the first answer to whatever is asked.
# expect: wrong

import numpy as np

answers = []


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    answers.append(e / e.sum(axis=axis, keepdims=True))
    return answers[0]
