"""How fast: the ladder from the plain loops over the learner's code to the fastest call on this machine."""
