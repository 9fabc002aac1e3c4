# Allows itself one second of processor time and burns it, to be ended by a signal of its own choice.
# expect: cpu-limit

import resource


def softmax(x, axis=-1):
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1 + resource.getrlimit(resource.RLIMIT_CPU)[1] // 2))
    while True:
        pass
