# Has a number where the function should be.
# expect: error

softmax = 3
