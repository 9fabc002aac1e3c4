# Is right for a while, and answers with whatever lies in memory from then on.
# expect: red

def softmax(x, axis=-1):
    return slow(x, axis) if honest_for_now() else np.empty_like(x)
