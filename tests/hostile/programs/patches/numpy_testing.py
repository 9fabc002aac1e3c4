# Makes every assertion of numpy.testing silent, and answers wrong.
# expect: wrong
# also: in a whole run

import numpy as np
import numpy.testing

for name in dir(numpy.testing):
    if name.startswith("assert"):
        setattr(numpy.testing, name, lambda *arguments, **named: None)


def softmax(x, axis=-1):
    return np.zeros_like(x)
