# Raises a group of groups of exceptions, NotImplementedError and SystemExit among them.
# expect: error

def softmax(x, axis=-1):
    inner = ExceptionGroup("inner", [NotImplementedError("day 10"), ValueError()])
    raise BaseExceptionGroup("outer", [inner, SystemExit(0), KeyboardInterrupt()])
