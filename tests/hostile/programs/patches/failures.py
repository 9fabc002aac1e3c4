# Has every failure told as "not written yet".
# expect: todo

import sys


def softmax(x, axis=-1):
    failures = sys.modules["nnkata_worker.failures"]
    failures.told = lambda *arguments: {"outcome": "todo", "message": "day 10: softmax", "lines": []}
    raise SystemExit(0)
