# Wraps its function in itself a hundred thousand times.
# expect: error or died


def softmax(x, axis=-1):
    return x


def wrapped(function):
    return lambda *arguments: function(*arguments)


for _ in range(10**5):
    softmax = wrapped(softmax)
