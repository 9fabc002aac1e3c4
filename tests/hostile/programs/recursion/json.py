# Parses a million opening brackets.
# expect: error

import json


def softmax(x, axis=-1):
    return json.loads("[" * 10**6)
