# Keeps the processors and the memory busy while the others are timed.
# expect: apart or slow

import threading
import time

arrived = 0.0


def burn():
    much = np.ones(1 << 22)
    while True:
        if time.perf_counter() - arrived > 2e-4:
            np.add(much, 1.0, out=much)
        else:
            time.sleep(1e-4)


def softmax(x, axis=-1):
    global arrived
    if not honest_for_now() and threading.active_count() == 1:
        for _ in range(2):
            threading.Thread(target=burn, daemon=True).start()
    answer = slow(x, axis)
    arrived = time.perf_counter()
    return answer
