# Lifts the limit of digits and asks for the text of a number: quadratic work in one C call.
# expect: timeout

import sys


def softmax(x, axis=-1):
    sys.set_int_max_str_digits(0)
    return str(1 << (1 << 27))
