# Takes most of its memory at once, and lets a byte string grow for ever.
# expect: memory

ballast = bytes(800 << 20)


def softmax(x, axis=-1):
    kept = bytearray(1)
    while True:
        kept += bytes(1 << 20)
