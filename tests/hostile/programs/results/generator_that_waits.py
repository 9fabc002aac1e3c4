# Is a generator that comes to its first item after an hour.
# expect: timeout

import time


def softmax(x, axis=-1):
    time.sleep(3600)
    yield x
