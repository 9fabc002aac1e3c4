# Blocks every signal in every thread, then waits.
# expect: timeout

import signal


def softmax(x, axis=-1):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    signal.sigwait({signal.SIGUSR1})
