# Ends the process while it is imported.
# expect: died
# also: in a whole run, where every check suffers

import os

os._exit(0)
