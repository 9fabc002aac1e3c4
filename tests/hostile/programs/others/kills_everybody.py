# Kills every process that it may; first it makes sure that it may not even ask after its parent.
# expect: error
# only: confined (it would end every process of this user on this machine)

import os
import signal


def softmax(x, axis=-1):
    os.kill(os.getppid(), 0)
    raise SystemExit("it may signal others, so it does not try")


def dare():
    try:
        os.kill(os.getppid(), 0)
    except PermissionError:
        os.kill(-1, signal.SIGKILL)


dare()
