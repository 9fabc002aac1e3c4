# Fills a dict with keys of one hash: each costs as much as all before.
# expect: timeout


class Key:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        return False


def softmax(x, axis=-1):
    return len({Key(): number for number in range(10**6)})
