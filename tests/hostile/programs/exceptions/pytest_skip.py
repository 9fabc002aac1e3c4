# Asks pytest to skip the check.
# expect: error
# also: in a whole run

def softmax(x, axis=-1):
    import pytest

    pytest.skip("not today")
