# Is a hundred thousand lines long, and answers wrong.
# expect: wrong
# deadline: 10
# sent: the last line 100000 times

def softmax(x, axis=-1):
    return x


softmax = softmax
