# Starts threads with stacks of a quarter of a gigabyte each.
# expect: error

import threading
import time


def softmax(x, axis=-1):
    threading.stack_size(256 << 20)
    for _ in range(64):
        threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
    return x
