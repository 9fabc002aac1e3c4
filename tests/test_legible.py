"""Nothing that a learner's file says, prints or raises moves the cursor, paints, hides or turns text around."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnkata_plugin import legible
from nnkata_plugin.catalog import kata_of_day
from nnkata_plugin.worker import Todo, Verdict, frames
from nnkata_plugin.worker.calls import Request, failure
from nnkata_plugin.worker.frames import Frame
from nnkata_plugin.worker.verdicts import CrossedError

HOSTILE = "\x1b[2J\x1b[1;1H\x1b]0;title\x07\x9b31m\r\x08\x00\u202e\u2066\u200b\ud800\U000e0041"
ANY = st.text(st.characters()) | st.text(st.sampled_from(HOSTILE + "a [2m\n\t"), max_size=30)


def harmless(text, lines=False):
    return all(sign.isprintable() or (lines and sign in "\n\t") for sign in text)


@given(ANY)
def test_what_is_left_of_any_text_is_printable(text):
    assert harmless(legible.legible(text), lines=True)
    assert harmless(legible.printed(text), lines=True)
    assert harmless(legible.one_line(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\n\ttext", "plain\n\ttext"),
        ("Grüße, 漢字, \U0001f600", "Grüße, 漢字, \U0001f600"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("abc\u202edef", "abc\\u202edef"),
        ("\ud800", "\\ud800"),
        ("no\u00a0break", "no break"),
    ],
)
def test_what_is_spelt_out_and_what_stays(text, shown):
    assert legible.legible(text) == shown


def test_a_carriage_return_begins_a_line_and_overwrites_none():
    assert legible.printed("50 %\r100 %\r\ndone\n") == "50 %\n100 %\ndone\n"
    assert legible.one_line("two\r\nlines \r") == "two lines"


@given(ANY, ANY, ANY, st.sampled_from(["todo", "error", "memory", "exception"]))
@settings(deadline=None)
def test_whatever_a_failure_says_is_harmless(message, line, name, outcome):
    header = {"outcome": outcome, "message": message, "lines": [[3, line, name]], "type": name, "nearest": "ValueError"}
    told = failure(header)
    assert isinstance(told, Todo | Verdict | CrossedError)
    assert harmless(str(told), lines=isinstance(told, CrossedError))
    if isinstance(told, CrossedError):
        assert harmless(told.nnkata_type)
    lines = told.nnkata_lines if isinstance(told, CrossedError) else told.lines
    assert all(harmless(line.text) and harmless(line.function) for line in lines)


@given(ANY)
def test_so_is_a_warning(text):
    reply = Request("f", (), {}).reply(
        Frame(frames.RETURNED, {"value": None, "changed": [], "warning": text}, memoryview(b""))
    )
    assert harmless(reply.warning)


FILE = """\
import warnings
text = {hostile!r}
Named = type(text.replace("\\x00", "").replace("\\ud800", ""), (ValueError,), {{}})

def {names[0]}(*arguments):  # {bidi}
    print(text)
    warnings.warn(text, RuntimeWarning)
    raise Named(text)

def {names[1]}(*arguments):
    return {{text: text}}  # {bidi}

def {names[2]}(*arguments):
    {last}

globals()[{names[2]!r} + text] = print
"""


@pytest.mark.parametrize("last", ["raise NotImplementedError(text)", "raise BaseException(text)", "return Named"])
def test_nothing_of_it_reaches_the_terminal_of_a_run(dojo, last):
    source = FILE.format(hostile=HOSTILE, bidi="\u202e\u2066", last=last, names=list(kata_of_day(2).signatures))
    said = dojo.writes(2, source).runs("-m day2", "-rA", "-vv").ends_with(1)
    assert harmless(said.text, lines=True), [sign for sign in said.text if not harmless(sign, lines=True)]
