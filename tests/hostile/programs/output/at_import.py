# Prints for ever while it is imported.
# expect: output-limit

while True:
    print("again")
