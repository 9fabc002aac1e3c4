# Reads the secrets that lie in the home of whoever runs the checks.
# expect: error
# portable: wrong or error (what this user may read is readable)

import os
import pwd

import numpy as np

seen = os.listdir(pwd.getpwuid(os.getuid()).pw_dir)


def softmax(x, axis=-1):
    return np.full_like(x, len(seen))
