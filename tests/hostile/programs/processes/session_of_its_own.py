# Leaves its process group for another one, waits for the group's end and loops.
# expect: error

import os


def softmax(x, axis=-1):
    if os.getpgid(0) == os.getpid():
        os.setpgid(0, os.getpgid(os.getppid()))
    while True:
        pass
