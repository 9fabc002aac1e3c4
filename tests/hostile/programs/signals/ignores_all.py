# Ignores every signal that can be ignored, then loops.
# expect: timeout

import signal


def softmax(x, axis=-1):
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass
