"""The learner's text, made fit for a terminal: it can neither move the cursor nor colour, hide or reorder anything."""

import re

_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")  # what libraries colour text with, without being asked
_UNUSUAL = re.compile(r"[^\n\t -~]")


def legible(text: str) -> str:
    """The text without colours; every other control and format character (a bidi override, say) is spelt out.

    Line ends and tabs stay.
    """
    return _UNUSUAL.sub(_spelt, _SEQUENCE.sub("", text))


def one_line(text: str) -> str:
    """The same as one line."""
    return " ".join(legible(" ".join(text.split())).split())


def printed(text: str) -> str:
    """What a program wrote to its standard output: a carriage return begins a new line instead of overwriting one."""
    return legible(text.replace("\r\n", "\n").replace("\r", "\n"))


def _spelt(match: re.Match[str]) -> str:
    sign = match[0]
    if sign.isprintable():
        return sign
    return " " if sign.isspace() and sign > "\x9f" else sign.encode("unicode_escape").decode()
