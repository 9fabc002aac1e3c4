# Opens the worked solution by a file handle instead of a path, as root may.
# expect: error
# portable: pass or error (root may open files by handle)

import ctypes
import os
import sys

package = os.path.dirname(sys.modules["nnkata_worker"].__path__[0])
root = os.path.dirname(package) if os.path.isdir(os.path.dirname(package) + "/katas") else package + "/suite"
path = f"{root}/katas/day10_softmax_cross_entropy/spoilers/solution.py".encode()
libc = ctypes.CDLL(None, use_errno=True)
handle = ctypes.create_string_buffer((128).to_bytes(4, sys.byteorder) + bytes(4 + 128))
mount = ctypes.c_int()
if libc.name_to_handle_at(-100, path, handle, ctypes.byref(mount), 0):
    raise OSError(ctypes.get_errno(), "no handle")
folder = os.open(".", os.O_RDONLY)
fd = libc.open_by_handle_at(folder, handle, os.O_RDONLY)
if fd < 0:
    raise OSError(ctypes.get_errno(), "no file of this handle")
names: dict = {}
exec(os.read(fd, 1 << 20), names)


def softmax(x, axis=-1):
    return names["softmax"](x, axis)
