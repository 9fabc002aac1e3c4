# Sends an answer of its own making and ends the process with status 0.
# expect: wrong

import os
import stat
import struct


def softmax(x, axis=-1):
    header = b'{"value":["array","float32",[1,1]],"changed":[],"warning":null}'
    frame = struct.pack("<cIQ", b"R", len(header), 4) + header + bytes(4)
    for fd in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                os.write(fd, frame)
        except OSError:
            pass
    os._exit(0)
