# Makes a list of a hundred billion entries while it is imported.
# expect: memory

kept = [0] * 10**11
