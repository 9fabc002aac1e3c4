# Is an empty file.
# expect: error
# sent: without these lines
