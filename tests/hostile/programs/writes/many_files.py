# Makes ten thousand files in its work directory, and waits.
# expect: timeout
# deadline: 3

import time

for number in range(10_000):
    open(str(number), "w").close()


def softmax(x, axis=-1):
    time.sleep(60)
