# Leaves a program that starts with the user's session.
# expect: error
# only: confined (the file would stay)

import os
import pwd

import numpy as np

folder = os.path.join(pwd.getpwuid(os.getuid()).pw_dir, ".config", "autostart")
os.makedirs(folder, exist_ok=True)
with open(os.path.join(folder, "hostile" + os.getcwd().replace("/", "-")), "w") as entry:
    entry.write("[Desktop Entry]\n")


def softmax(x, axis=-1):
    return np.zeros_like(x)
