# Has a thread of the interpreter dump the stack a thousand times a second, and loops.
# expect: timeout

import faulthandler


def softmax(x, axis=-1):
    faulthandler.dump_traceback_later(0.001, repeat=True, file=2)
    while True:
        pass
