# Returns an array of objects, each of which would run code when compared.
# expect: error

import numpy as np


class Equal:
    def __eq__(self, other):
        return True


def softmax(x, axis=-1):
    answer = np.empty(x.shape, object)
    answer[...] = Equal()
    return answer
