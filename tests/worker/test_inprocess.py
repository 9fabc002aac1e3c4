"""What only the debugger's backend does: the learner's frames, terminal and Ctrl-C are the user's."""

import sys
import traceback

import pytest


class TestInProcess:
    """The fixture `either` with its second backend alone."""

    pytestmark = pytest.mark.parametrize("either", ["in process"], indirect=True)

    def test_the_traceback_ends_in_the_learners_file(self, either):
        error = either("def f(x):\n    return 1 / x").raises(ZeroDivisionError, 0)
        last = traceback.extract_tb(error.__traceback__)[-1]
        assert (last.filename, last.lineno, last.line) == ("kata.py", 2, "return 1 / x")

    def test_breakpoint_reaches_the_debugger(self, either, monkeypatch):
        stops = []
        monkeypatch.setattr(sys, "breakpointhook", lambda: stops.append(1))
        either("def f():\n    breakpoint()").f()
        assert stops == [1]

    def test_print_goes_where_pytest_looks(self, either, capsys):
        kata = either("def f(): print('hello')")
        kata.f()
        assert capsys.readouterr().out == "hello\n"
        assert kata.reply.output == ""

    def test_ctrl_c_and_a_debuggers_quit_are_the_users(self, either):
        kata = either("class Quit(BaseException): pass\ndef f(): raise KeyboardInterrupt\ndef g(): raise Quit")
        kata.raises(KeyboardInterrupt)
        with pytest.raises(BaseException) as caught:
            kata.g()
        assert type(caught.value).__name__ == "Quit"
