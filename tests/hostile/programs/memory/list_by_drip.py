# Takes most of its memory at once, and the rest list by list, for ever.
# expect: memory

ballast = bytes(900 << 20)


def softmax(x, axis=-1):
    kept = []
    while True:
        kept.append([0] * 100000)
