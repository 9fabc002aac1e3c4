# Leaves every second answer empty, and fills it when it is fetched.
# expect: apart

import sys

waiting = []


def watch(frame, event, argument):
    if event == "call" and frame.f_code.co_name == "inside" and frame.f_locals.get("do") == "fetch":
        for out, x in waiting:
            np.copyto(out, slow(x))
        waiting.clear()


sys.setprofile(watch)


def softmax(x, axis=-1):
    if honest_for_now() or calls % 2:
        return slow(x, axis)
    out = np.empty_like(x)
    waiting.append((out, x))
    return out
