# Sets every clock of the process still, then loops.
# expect: timeout

import time

for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time", "time_ns", "monotonic_ns"):
    setattr(time, name, lambda: 0)


def softmax(x, axis=-1):
    while time.monotonic() < 1:
        pass
