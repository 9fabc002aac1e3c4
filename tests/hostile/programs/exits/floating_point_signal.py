# Raises the signal of a hardware fault.
# expect: died

import signal


def softmax(x, axis=-1):
    signal.raise_signal(signal.SIGFPE)
