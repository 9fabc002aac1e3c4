# Holds nothing but these lines.
# expect: error
