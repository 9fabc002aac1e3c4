# Replaces every clock of its process by one that stands still.
# expect: slow

import time

for name in ("time", "perf_counter", "monotonic", "process_time", "thread_time"):
    setattr(time, name, lambda: 0.0)
    setattr(time, f"{name}_ns", lambda: 0)


def softmax(x, axis=-1):
    return slow(x, axis)
