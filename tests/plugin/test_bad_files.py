"""Whatever a learner's file does, each check gets one plain red line, in time, and the others run on."""

import pytest

from nnkata_plugin.catalog import kata_of_day

SOLUTION = (kata_of_day(10).folder / "spoilers" / "solution.py").read_text(encoding="utf-8")
REST = SOLUTION.partition("def log_softmax")[2]
"""log_softmax and cross_entropy as they should be: their checks must not suffer from a broken softmax."""

BODIES = {
    "a loop without end": ("while True: pass", "kata.py:4 in softmax: while True: pass"),
    "os._exit(0)": ("import os; os._exit(0)", "status 0"),
    "sys.exit()": ("import sys; sys.exit()", "SystemExit"),
    "SystemExit(0)": ("raise SystemExit(0)", "SystemExit"),
    "recursion": ("return softmax(x, axis)", "calls itself without end"),
    "ten gigabytes": ("return np.ones(10 << 30, np.uint8)", "memory"),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "pytest's skip": ("import pytest; pytest.skip()", "pytest"),
}

FILES = {
    "a syntax error": (b"def softmax(x, axis=-1)\n    return x\n", "kata.py:1"),
    "a missing function": (b"def sofmax(x, axis=-1):\n    return x\n", "no function `softmax`"),
    "not UTF-8": ("def softmax(x, axis=-1):\n    return 'Müll'\n".encode("latin-1"), "UTF-8"),
    "empty": (b"", "no function `softmax`"),
    "exit at import": (b"raise SystemExit(0)\n", "SystemExit"),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_function_that_misbehaves_is_red_and_the_others_are_checked(dojo, name):
    body, says = BODIES[name]
    source = f"import numpy as np\n\ndef softmax(x, axis=-1):\n    {body}\n\ndef log_softmax{REST}"
    words = "test_softmax_gives or test_log_softmax_gives or test_cross_entropy_gives"
    answer = dojo.writes(10, source).runs("-m", "day10", "-k", words, seconds=30).ends_with(1)
    answer.shows("1 failed, 2 passed", "red 2/", says).hides("Traceback", "INTERNALERROR", "green")


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_loaded_is_red_in_one_line(dojo, name):
    source, says = FILES[name]
    answer = dojo.writes(10, source).runs("-m", "day10", "-k", "test_softmax_gives").ends_with(1)
    answer.shows("1 failed", "red 0/", says).hides("Traceback", "INTERNALERROR", "green")
