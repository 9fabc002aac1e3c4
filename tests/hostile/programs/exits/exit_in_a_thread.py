# A thread ends the process while the function waits.
# expect: died

import os
import threading
import time


def softmax(x, axis=-1):
    threading.Timer(0.05, os._exit, (0,)).start()
    time.sleep(60)
