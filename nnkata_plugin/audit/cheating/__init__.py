"""The universal cheats, as code that runs beside a worked solution in a child of its own, where a faults.py would.

Only source crosses, so it is one text: the files of this folder, one after the other, without what they import of each
other. It sees the solution as `kata` and knows nothing of the project. `cheats` adds the last lines: they wrap one
function or method with one cheat, or all of them to note what could be done to each.

The answer of a call is what it returns; of one that works in place it is what it left in its arguments, or in its own
object where no argument changed. A cheat lets the solution work, so that it refuses what the solution refuses, and
then puts something else in the place of the answer.
"""

import re
from functools import cache
from pathlib import Path

from nnkata_plugin.audit.cheating.calls import MARK

__all__ = ["MARK", "code"]

FILES = ("numbers.py", "calls.py")
OF_EACH_OTHER = re.compile(r"^from nnkata_plugin\S+ import \([^)]*\)\n", re.MULTILINE)


@cache
def code() -> str:
    """What crosses."""
    texts = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in FILES)
    return "\n".join(OF_EACH_OTHER.sub("", text) for text in texts)
