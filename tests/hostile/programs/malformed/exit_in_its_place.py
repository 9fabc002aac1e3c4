# Has the end of the process in the function's place.
# expect: died

import functools
import os

softmax = functools.partial(lambda status, *arguments, **named: os._exit(status), 0)
