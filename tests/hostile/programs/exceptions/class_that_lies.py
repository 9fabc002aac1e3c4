# Raises an exception that claims to be NotImplementedError, which would count as "not written yet".
# expect: error


class Lying(Exception):
    @property
    def __class__(self):
        return NotImplementedError


def softmax(x, axis=-1):
    raise Lying("day 10: softmax")
