"""A user's mistake, told in one line: where, what was found, what to do."""


class Refusal(Exception):  # noqa: N818  (it is a refusal of wrong use, not an error of the program)
    """Wrong use: a usage error of pytest (status 4), one line of the command line (status 2); never a traceback."""
