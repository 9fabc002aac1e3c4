# Mixes tabs and spaces.
# expect: error

def softmax(x, axis=-1):
	if x.size:
        return x
