# Returns an object whose array interface points at address 8 and claims a terabyte.
# expect: error


class Lying:
    __array_interface__ = {"shape": (1 << 40,), "typestr": "|u1", "data": (8, False), "version": 3}


def softmax(x, axis=-1):
    return Lying()
