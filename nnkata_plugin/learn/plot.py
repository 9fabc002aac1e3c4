"""The picture of a day, drawn from the learner's answers in a process of its own: whatever they do, it ends."""

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from nnkata_plugin.catalog import Dojo, Kata, Refusal
from nnkata_plugin.learn import files

SECONDS = 60.0
"""What a picture may take; the slowest of them, with its imports, takes a few."""
LIBRARIES = 4 << 30
"""Bytes of addresses that numpy and matplotlib may take beside what kata.toml allows the learner."""
SUFFIXES = (".png", ".svg", ".pdf")


class NoPicture(Exception):  # noqa: N818  (it is an answer, not an error of ours)
    """The learner's file does not draw it: one line that says why."""


def draw(kata: Kata, dojo: Dojo | None, implementation: str, out: Path | None) -> Path:
    """Draw a day's picture and return where it is.

    Args:
        kata: The day.
        dojo: Where the learner's file lies.
        implementation: ``learner`` or ``solution``.
        out: Where to write it; else ``plot.png`` in the day's folder of a workspace, or ``dayNN.png`` right here.

    Raises:
        Refusal: The day has no picture, matplotlib is not installed, or a word or a path is wrong.
        NoPicture: The file under test stopped it: not written yet, an exception, too slow.
    """
    source = _source(kata, dojo, implementation)
    target = out or _default(kata, dojo, implementation)
    if target.suffix.lower() not in SUFFIXES:
        raise Refusal(f"--out {target}: a picture's name ends in {', '.join(SUFFIXES)}")
    files.refuse_unwritable("--out", target)
    with tempfile.TemporaryDirectory(prefix="nnkata-plot-") as work:
        drawn = Path(work, "picture" + target.suffix.lower())
        report = _run(kata, source, drawn)
        if report["kind"] == "drawn":
            target.write_bytes(drawn.read_bytes())
            return target
    raise NoPicture(f"day {kata.day} · {report['kind']}: {report['text']}")


def _source(kata: Kata, dojo: Dojo | None, implementation: str) -> Path:
    if implementation not in ("learner", "solution"):
        raise Refusal(f"--impl {implementation}: not known. Give learner or solution")
    if not (kata.folder / "plot.py").is_file():
        raise Refusal(f"day {kata.day}: there is no picture for this day")
    if importlib.util.find_spec("matplotlib") is None:
        raise Refusal("matplotlib is not installed, and the pictures need it: pip install 'nnkata[plot]'")
    if implementation == "solution":
        return kata.folder / "spoilers" / "solution.py"
    if dojo is None:
        raise Refusal(f"{Path.cwd()}: no workspace here, so no answers to draw. Go to yours, or add --impl solution")
    source = dojo.folder(kata) / "kata.py"
    if not source.is_file():
        raise Refusal(f"{source}: not found; `nnkata reset {kata.day}` brings the stub back")
    return source


def _default(kata: Kata, dojo: Dojo | None, implementation: str) -> Path:
    name = "plot.png" if implementation == "learner" else "plot-solution.png"
    if dojo and dojo.is_workspace and dojo.folder(kata).is_dir():
        return dojo.folder(kata) / name
    return Path(f"day{kata.day:02}-{name}")


def _run(kata: Kata, source: Path, drawn: Path) -> dict[str, str]:
    """Draw in a child, and end it and whatever it started once it has answered or its time is up."""
    report = drawn.with_name("report.json")
    # No limit with torch: it reserves far more addresses than it ever uses.
    memory = 0 if kata.facts.arrays == "torch" else kata.facts.memory_bytes + LIBRARIES
    words = [str(kata.folder), str(source), str(drawn), str(report), str(memory)]
    command = [sys.executable, "-P", "-m", "nnkata_plugin.learn.drawing", *words]
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ | {"MPLBACKEND": "Agg"},
    )
    try:
        status = child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        said = f"no picture after {SECONDS:.0f} seconds, so it was stopped. Is there a loop without end?"
        return {"kind": "timeout", "text": said}
    finally:
        _end(child)
    try:
        found = json.loads(report.read_bytes())
        return {"kind": str(found["kind"]), "text": str(found["text"])}
    except (OSError, ValueError, TypeError, LookupError):  # the learner's code could write there as well
        return {"kind": "died", "text": f"the process that draws ended without a picture (status {status})"}


def _end(child: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    child.wait()
