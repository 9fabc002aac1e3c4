# Replaces medians, random draws and sorting in its process by what suits it.
# expect: slow

import random
import statistics

statistics.median = statistics.mean = lambda values: 1e-9
np.median = np.quantile = lambda *arguments, **named: 1e-9
random.sample = lambda values, count: list(values)[:count]


def softmax(x, axis=-1):
    return slow(x, axis)
