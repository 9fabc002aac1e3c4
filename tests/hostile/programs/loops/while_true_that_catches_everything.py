# Loops for ever, and takes every exception that could end the loop.
# expect: timeout


def softmax(x, axis=-1):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
