# Takes the lowest priority there is and loops, so that its end comes late.
# expect: error
# portable: timeout

import os


def softmax(x, axis=-1):
    os.nice(19)
    while True:
        pass
