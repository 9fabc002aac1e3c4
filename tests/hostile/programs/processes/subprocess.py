# Starts a program that sleeps in the background.
# expect: error
# portable: wrong

import subprocess

import numpy as np


def softmax(x, axis=-1):
    subprocess.Popen(["sleep", "3600"], start_new_session=True)
    return np.zeros_like(x)
