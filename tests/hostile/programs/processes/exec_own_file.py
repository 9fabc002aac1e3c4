# Writes a program into its work directory and runs it.
# expect: error
# portable: wrong

import os
import subprocess

import numpy as np


def softmax(x, axis=-1):
    with open("program", "w") as program:
        program.write("#!/bin/sh\nexit 7\n")
    os.chmod("program", 0o700)
    if subprocess.run(["./program"], check=False).returncode != 7:
        raise OSError("no program")
    return np.zeros_like(x)
