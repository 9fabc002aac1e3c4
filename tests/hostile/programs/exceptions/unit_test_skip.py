# Raises the exception by which a test of unittest is skipped: pytest knows it, too.
# expect: error
# also: in a whole run

import unittest


def softmax(x, axis=-1):
    raise unittest.SkipTest("not today")
