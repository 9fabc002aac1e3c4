# Fills the cache of source lines with a passing run, and raises.
# expect: error

import linecache

linecache.getline = linecache.getlines = lambda *arguments: "30 passed\n"
for name in list(linecache.cache):
    linecache.cache[name] = (1 << 30, None, ["30 passed\n"] * 10, name)


def softmax(x, axis=-1):
    raise ValueError
