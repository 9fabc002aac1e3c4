# Loops while it is imported, before any function exists.
# expect: timeout

while True:
    pass
