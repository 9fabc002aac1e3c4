"""The fuzz run of the kernels: a short one finds nothing, and what goes wrong is found and named."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("kernels.py")
BROKEN = """\
import os
from nnkata_plugin import _kernels
real = _kernels.softmax
def softmax(x, axis=-1, out=None):
    answer = real(x, axis, out)
    {fault}
    return answer
_kernels.softmax = softmax
"""


def fuzz(*words, path=""):
    pytest.importorskip("nnkata_plugin._kernels", reason="the kernels are not built: pip install -e .")
    surroundings = os.environ | {"PYTHONPATH": str(path)}
    command = [sys.executable, str(PROGRAM), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, env=surroundings)


def broken(folder, fault):
    """A folder that puts a fault into softmax, in every process that has it on its path."""
    (folder / "sitecustomize.py").write_text(BROKEN.format(fault=fault))
    return folder


def test_a_few_thousand_calls_find_nothing():
    done = fuzz("--count", "3000", "--seed", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("seed 1, calls 0 to 2999\n")
    for kernel in ("matmul", "conv2d_backward", "PackedDense"):
        assert f"answered: {kernel}\n" in done.stdout
        assert f"answered: {kernel} into out\n" in done.stdout
    assert done.stdout.endswith(" 0 findings\n")
    made = re.findall(r"(\d+)  not made", done.stdout)
    assert sum(map(int, made)) < 100, "most of the arguments should come into being"


def test_a_call_that_ends_its_process_is_named_with_its_arguments_and_found_again(tmp_path):
    path = broken(tmp_path, "os.abort()")
    done = fuzz("--count", "200", "--seed", "1", path=path)
    assert done.returncode == 1, done.stdout + done.stderr
    found = re.search(
        r"^call (\d+) of seed 1 ended its process with -6: (?:log_)?softmax\w*\((.*)\)$", done.stdout, re.MULTILINE
    )
    assert found, done.stdout
    assert "x=ndarray(float" in found[2]
    again = fuzz("--first", found[1], "--count", "1", "--seed", "1", path=path)
    assert again.returncode == 1
    assert fuzz("--first", found[1], "--count", "1", "--seed", "1").returncode == 0


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("raise RuntimeError", "RuntimeError was raised"),
        ("x.flags.writeable and x.fill(7)", "an input was changed"),
        ("answer += not x.flags.c_contiguous", "plain copies of the arguments give another answer"),
    ],
)
def test_a_call_that_does_what_none_should_is_named_with_its_arguments(tmp_path, fault, words):
    done = fuzz("--count", "1500", "--seed", "1", "--only", "softmax", path=broken(tmp_path, fault))
    assert done.returncode == 1, done.stdout + done.stderr
    assert words in done.stderr
    assert re.search(r"^call \d+: softmax\w*\(", done.stderr, re.MULTILINE)
