# Raises an exception that has the name, the module and the attributes of pytest's own Exit.
# expect: error


class Exit(Exception):
    __module__ = "_pytest.outcomes"
    returncode = 0
    msg = "done"
    allow_module_level = True
    pytrace = False


def softmax(x, axis=-1):
    raise Exit("done")
