# Replaces every function that could end the process by one that does nothing, and sleeps.
# expect: timeout

import os
import signal
import sys
import time


def nothing(*arguments):
    return None


os._exit = os.abort = os.kill = sys.exit = signal.raise_signal = nothing


def softmax(x, axis=-1):
    time.sleep(3600)
