"""The fuzz run itself: it goes, the same seed makes the same frames, and what it finds can be found again."""

import re
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).with_name("frames.py")
BROKEN = """\
import runpy, sys
from nnkata_plugin.worker import decoder
real = decoder.Decoder._int
def broken(self, depth, digits):
    return real(self, depth, digits) if isinstance(digits, str) else int(digits, 16)
decoder._BUILD["int"] = broken, 2
sys.argv = sys.argv[1:]
sys.path.insert(0, sys.argv[0].rpartition("/")[0])
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def fuzz(*words, before=()):
    command = [sys.executable, *before, str(PROGRAM), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_a_few_thousand_frames_find_nothing(tmp_path):
    done = fuzz("--count", "3000", "--seed", "1", "--findings", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("seed 1, frames 0 to 2999\n")
    assert "answered: ndarray" in done.stdout and "refused: a value is longer than its frame" in done.stdout
    assert done.stdout.endswith(" 0 findings\n")
    again = fuzz("--count", "3000", "--seed", "1", "--findings", str(tmp_path))
    assert again.stdout.splitlines()[:-1] == done.stdout.splitlines()[:-1]


def test_a_decoder_that_raises_something_else_is_found_and_found_again(tmp_path):
    done = fuzz("--count", "3000", "--seed", "1", "--findings", str(tmp_path), before=("-c", BROKEN))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "TypeError: int() can't convert non-string with explicit base" in done.stdout
    path = re.search(r"its bytes: (.*)", done.stdout)[1]
    again = fuzz("--replay", path, before=("-c", BROKEN))
    assert again.returncode == 1
    assert "TypeError" in again.stderr
    assert fuzz("--replay", path).returncode == 0
