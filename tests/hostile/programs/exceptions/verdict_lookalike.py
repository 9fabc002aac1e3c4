# Raises the harness's own classes, taken from its modules in the worker.
# expect: error

import sys


def softmax(x, axis=-1):
    for name in list(sys.modules):
        for word in ("Todo", "Verdict", "FrameError", "UnloadableError", "UncrossableError"):
            found = getattr(sys.modules[name], word, None)
            if name.startswith("nnkata") and isinstance(found, type) and issubclass(found, BaseException):
                raise found("infra")
    raise LookupError("not there")
