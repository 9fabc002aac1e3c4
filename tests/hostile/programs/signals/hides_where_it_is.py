# Answers the question where it is with lines of its own making, and loops.
# expect: timeout

import faulthandler
import os
import signal
import stat


def softmax(x, axis=-1):
    sockets = [fd for fd in range(3, 64) if is_socket(fd)]
    lie = b'File "kata.py", line 999999999 in \x1b[2Jgreen\n' * 400

    def told(*_):
        for fd in sockets:
            os.write(fd, lie)

    faulthandler.unregister(signal.SIGUSR2)
    signal.signal(signal.SIGUSR2, told)
    while True:
        pass


def is_socket(fd):
    try:
        return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False
