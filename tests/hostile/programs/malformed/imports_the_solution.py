# Imports whatever could be the answer under the names by which the harness knows it.
# expect: error

import importlib

found = None
for name in ("solution", "faults", "naive", "given", "oracle", "references.oracle.softmax", "test_kata", "conftest"):
    try:
        found = found or importlib.import_module(name)
    except ImportError:
        pass
softmax = found.softmax
