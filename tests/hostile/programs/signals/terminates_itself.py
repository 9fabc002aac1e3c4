# Ends itself by the polite signal.
# expect: died

import os
import signal


def softmax(x, axis=-1):
    os.kill(os.getpid(), signal.SIGTERM)
