# Warns for ever, each time of something else.
# expect: output-limit

import warnings


def softmax(x, axis=-1):
    number = 0
    while True:
        number += 1
        warnings.warn(f"{number} {'x' * 5000}", stacklevel=1)
