"""What the audit reads in the texts of a day, one thing wrong at a time."""

import pytest

from nnkata_plugin.audit.text import problems


def test_a_day_that_lacks_nothing(author):
    assert list(problems(author.kata)) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("kata.py", "list[float])", "list[float], scale=1)", "mean(values): kata.py has mean(values, scale=1)"),
        ("kata.py", "mean(values", "median(values", "solution.py: has no `median`, which kata.py asks for"),
        ("test_kata.py", "kata.mean([])", "kata.avg([])", "test_kata.py: calls kata.avg, but kata.py has no `avg`"),
        ("lesson.md", "## Maths\n", "", 'lesson.md: has no "## Maths". Add it'),
        ("lesson.md", "## Task\n## After", "## After\n## Task", '"## After" comes before "## Task". Swap them'),
        ("lesson.md", "### Adding up", "### Sums", 'forgets_to_divide: lesson.md has no heading "Adding up"'),
        ("spoilers/hints.md", "## 2", "### 2", 'hints.md: has the steps "## 1", "## 3". There are "## 1", "## 2" and'),
        ("spoilers/hints.md", "## 2", "## 4", 'has the steps "## 1", "## 4", "## 3"'),
        ("spoilers/hints.md", "## 3\ntotal / count", "## 3", '"## 3" is empty. It holds pseudo-code'),
        ("spoilers/hints.md", "a `mean` is", "sum / n is", "hint 1 holds a formula: n words what sum / n is"),
        ("spoilers/hints.md", "a `mean` is", "sum(x) is", "hint 1 holds a formula"),
        ("spoilers/hints.md", "a `mean` is", "\n```\nmean\n```\n", "hint 1 holds a code block"),
        ("lesson.md", "# Day 1: the mean", "# The mean", 'lesson.md: does not begin with "# Day 1: "'),
        (
            "kata.py",
            '    """The sum, shared out.',
            '    x = """The sum, shared out.',
            "kata.py: mean: has no docstring",
        ),
        (
            "test_kata.py",
            "== 5.0",
            "== pytest.approx(5.0)",
            "test_kata.py: line 6 compares with approx. Use assert_close",
        ),
        ("spoilers/hints.md", "a `mean` is", "`sum(x) / n` is", "hint 1 holds a formula: `sum(x) / n`"),
        ("spoilers/hints.md", "a `mean` is", "m = 3 is", "hint 1 holds a formula"),
        ("spoilers/faults.py", "takes_the_middle(values)", "takes_the_middle(values, k=0)", "it replaces mean(values)"),
        (
            "spoilers/faults.py",
            '    """Counts one',
            '    x = """Counts one',
            "divides_by_one_too_many: has no docstring",
        ),
        ("spoilers/faults.py", '@fault("mean")\ndef takes', "def takes", "has 4 faults. A day knows at least 5"),
    ],
)
def test_what_the_texts_lack_is_said(author, name, old, new, says):
    author.replaces(name, old, new)
    told = [f"{where}: {what}" for where, what in problems(author.kata)]
    assert any(says in line for line in told), told


def test_a_file_that_is_missing_and_one_that_has_no_role(author):
    author.writes("lesson.md", None).writes("notes.txt", "to do")
    told = dict(problems(author.kata))
    assert told["lesson.md"] == "not found. Every day has one: write it"
    assert told["notes.txt"].startswith("has no role")
