# Closes every descriptor and loops: nobody can ask it anything any more.
# expect: died

import os


def softmax(x, axis=-1):
    os.closerange(0, 1024)
    while True:
        pass
