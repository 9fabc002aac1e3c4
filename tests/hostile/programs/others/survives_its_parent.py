# Unties itself from its parent's death, and loops.
# expect: error
# portable: timeout

import ctypes

PR_SET_PDEATHSIG = 1


def softmax(x, axis=-1):
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "still tied")
    while True:
        pass
