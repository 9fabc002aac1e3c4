"""Which library and instructions PyTorch takes for an operation: it says so itself, in a process of its own.

Run as ``python -m nnkata_plugin.speed.kernels.paths THREADS OP...``, with MKL and oneDNN told to speak.
"""

import ctypes
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence

SECONDS = 60.0
MARK = "nnkata times "
LOUD = {"MKL_VERBOSE": "1", "ONEDNN_VERBOSE": "1"}

Paths = dict[str, list[str]]


def asked(operations: Sequence[str], threads: int) -> tuple[Paths, dict[str, str]]:
    """Call each operation once.

    Returns:
        For each operation what it went through, and the libraries as they name themselves. Both are empty where
        nothing could be found out: nothing depends on it.
    """
    command = [sys.executable, "-P", "-m", "nnkata_plugin.speed.kernels.paths", str(threads), *operations]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | LOUD,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}, {}
    return read(done.stdout.decode("utf-8", "replace"))


def read(text: str) -> tuple[Paths, dict[str, str]]:
    """What the libraries said, by operation."""
    paths: Paths = {}
    libraries: dict[str, str] = {}
    own, op = "PyTorch's own code", ""
    for line in text.splitlines():
        if line.startswith(MARK):
            op = line.removeprefix(MARK)
            paths.setdefault(op, [])
        elif line.startswith("capability "):
            own = f"PyTorch's own code for {line.removeprefix('capability ')}"
        else:
            libraries.update(_library(line))
            paths.setdefault(op, []).extend(way for way in _way(line) if way not in paths.get(op, []))
    paths.pop("", None)
    return {op: ways or [own] for op, ways in paths.items()}, libraries


def _library(line: str) -> Iterator[tuple[str, str]]:
    if found := re.match(r"MKL_VERBOSE (?:oneMKL|Intel\(R\) MKL) (\S+(?: Update \d+)?).* for (.*?), ", line):
        yield "MKL", f"{found[1]}, {found[2].replace('Intel(R) 64 architecture ', '')}"
    elif found := re.search(r"info,oneDNN (\S+)", line):
        yield "oneDNN", found[1]
    elif found := re.search(r"info,cpu,isa:(.*)", line):
        yield "oneDNN's instructions", found[1]


def _way(line: str) -> Iterator[str]:
    if found := re.match(r"MKL_VERBOSE ([A-Z_0-9]+)\(", line):
        yield f"MKL {found[1]}"
    elif ",primitive,exec,cpu," in line:
        primitive, implementation = line.partition(",exec,cpu,")[2].split(",")[:2]
        yield f"oneDNN {primitive} {implementation}"


def main(threads: int, operations: Sequence[str]) -> None:
    """The child: every operation once, a mark before each."""
    import torch

    from nnkata_plugin.speed.kernels import arrays, contenders, rows

    torch.set_num_threads(threads)
    _say(f"capability {torch.backends.cpu.get_cpu_capability()}")
    for op in operations:
        plain = [row for row in rows.rows_of(op) if "backward" not in row.verbs]
        row = plain[len(plain) // 2]
        if contenders.cannot_call(row):
            continue
        contender = next(contenders.torch_calls(row, torch, ()))
        contender.hold([arrays.drawn(row)])
        _say(f"{MARK}{op}")
        contender.answer()
        _say(MARK)
    _say("done")


def _say(line: str) -> None:
    """The libraries write through C's buffer, which has to be emptied first."""
    ctypes.CDLL(None).fflush(None)
    os.write(1, f"\n{line}\n".encode())


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
