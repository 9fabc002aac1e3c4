# Makes a device file for the first disk, to read the file system without asking it.
# expect: error
# portable: wrong or error (root may make device files)

import os
import stat

import numpy as np

disk = os.stat("/").st_dev
os.mknod("disk", stat.S_IFBLK | 0o600, disk)
with open("disk", "rb", buffering=0) as device:
    seen = device.read(512)


def softmax(x, axis=-1):
    return np.full_like(x, len(seen))
