# Imports everything from itself before anything is there.
# expect: error

from kata import *  # noqa: F403
from kata import softmax  # noqa: F401
