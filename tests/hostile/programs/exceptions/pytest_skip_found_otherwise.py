# Looks for pytest past the import statement, and asks it to skip the check.
# expect: error

import importlib.machinery
import importlib.util
import sys


def softmax(x, axis=-1):
    for entry in sys.path:
        spec = importlib.machinery.PathFinder.find_spec("outcomes", [entry + "/_pytest"])
        if spec:
            outcomes = importlib.util.module_from_spec(spec)
            sys.modules["outcomes"] = outcomes
            spec.loader.exec_module(outcomes)
            raise outcomes.Skipped("not today")
    raise LookupError("pytest is not there")
