# Pickles a list that is nested a hundred thousand deep.
# expect: error

import pickle


def softmax(x, axis=-1):
    nested = []
    for _ in range(10**5):
        nested = [nested]
    return pickle.dumps(nested)
