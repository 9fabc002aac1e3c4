# Ends with the status by which a worker says that it could not send its answer.
# expect: died

import os


def softmax(x, axis=-1):
    os._exit(76)
