# Copies a program into a file in memory and becomes it.
# expect: error
# portable: died

import os


def softmax(x, axis=-1):
    with open("/bin/true", "rb") as program:
        text = program.read()
    fd = os.memfd_create("hostile")
    os.write(fd, text)
    os.execve(fd, ["true"], {})
