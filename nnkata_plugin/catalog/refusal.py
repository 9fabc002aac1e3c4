"""A user's mistake, told in one line: where, what was found, what to do."""


class Refusal(Exception):
    """Wrong use. pytest shows it as a usage error (status 4), the command line as one line (status 2); never a traceback."""
