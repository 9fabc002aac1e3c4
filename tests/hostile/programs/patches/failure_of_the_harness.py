# Has every failure told as one of the harness, which would not be the learner's.
# expect: protocol

import sys


def softmax(x, axis=-1):
    failures = sys.modules["nnkata_worker.failures"]
    failures.told = lambda *arguments: {"outcome": "infra", "message": "not your code", "lines": []}
    raise SystemExit(0)
