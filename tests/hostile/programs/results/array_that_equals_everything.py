# Returns an array of a subclass that equals everything.
# expect: error
# also: in a whole run

import numpy as np


class Equal(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __array_ufunc__(self, *arguments, **named):
        return np.ones(self.shape, bool)

    def all(self, *arguments):
        return True


def softmax(x, axis=-1):
    return x.view(Equal)
