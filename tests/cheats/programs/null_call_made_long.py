# Makes the empty request, which is taken off every block, last a millisecond longer.
# expect: slow or apart

import sys
import time


def watch(frame, event, argument):
    if event == "call" and frame.f_code.co_name == "inside" and frame.f_locals.get("do") == "loop":
        if frame.f_locals["what"][1] == 0:
            time.sleep(1e-3)


sys.setprofile(watch)


def softmax(x, axis=-1):
    return slow(x, axis)
