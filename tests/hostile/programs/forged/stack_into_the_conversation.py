# Has the interpreter dump its stack into the conversation, again and again.
# expect: protocol

import faulthandler
import os
import stat
import time


def softmax(x, axis=-1):
    for fd in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                faulthandler.dump_traceback_later(0.01, repeat=True, file=fd)
        except OSError:
            pass
    time.sleep(60)
