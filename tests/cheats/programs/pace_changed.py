# Is slow while it is counted how many calls make a block, and sleeps in the first rounds.
# expect: slow

import time


def softmax(x, axis=-1):
    if honest_for_now():
        time.sleep(5e-4)
    return slow(x, axis)
