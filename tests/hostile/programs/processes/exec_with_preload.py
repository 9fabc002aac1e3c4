# Asks for a library to be loaded before everything else, and becomes itself again.
# expect: error
# portable: died

import os
import sys


def softmax(x, axis=-1):
    os.environ["LD_PRELOAD"] = os.path.abspath("mine.so")
    os.environ["PYTHONSTARTUP"] = os.path.abspath("mine.py")
    os.execv(sys.executable, [sys.executable, "-c", "raise SystemExit(0)"])
