# Prints for ever.
# expect: output-limit
# also: in a whole run

def softmax(x, axis=-1):
    while True:
        print("again " * 100)
