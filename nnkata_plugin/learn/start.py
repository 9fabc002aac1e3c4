"""Make a workspace, or bring one up to the installed suite. A kata.py that is there is never touched."""

import os
import re
import shlex
import tomllib
from pathlib import Path

import nnkata_plugin
from nnkata_plugin.catalog import Dojo, Kata, Refusal, all_katas
from nnkata_plugin.catalog.dojo import MARKER
from nnkata_plugin.learn import days, files, lesson, state

OWN = {".git", ".nnkata", f".{MARKER}"}
"""What may lie in a folder that becomes a workspace: git's, and what a `start` that was killed left behind."""

ABOUT = """\
# This folder is an nnkata workspace: a folder a day, and in each the kata.py that you write.
# `nnkata start .` brings it up to the installed version; your kata.py files stay as they are.
version = "{version}"
# player = "anna"    # your name on the board; without it, your login name
"""
VERSION = re.compile(r"^version *=.*$", re.MULTILINE)
PYTEST = """\
[pytest]
# Every day has a file called test_kata.py: only importlib keeps them apart.
addopts = --import-mode=importlib
testpaths = .
"""
README = """\
# My dojo

A folder a day. In each of them:

- `lesson.md`: read this first, or `nnkata lesson {day}`
- `kata.py`: the file that you write
- `test_kata.py`: the checks. Read them as much as you like; only the original counts.

Never used a terminal? `lesson0.md` takes ten minutes.

| type | to |
|---|---|
| `nnkata` | see where you are and what is next |
| `nnkata lesson {day}` | read the lesson |
| `pytest -m day{day}` | check what you wrote |
| `nnkata hint {day}` | get a hint; again for the next one |
| `nnkata reset {day}` | begin the day anew (yours is kept) |
| `nnkata reveal {day}` | see the worked solution, once you are green |
| `nnkata watch` | have the checks run each time you save |
| `nnkata again` | do an old day once more, with a clock |
| `nnkata calendar --start 2027-01-04 --days mon-fri` | plan the days, also for your calendar program |
| `nnkata start .` | get new days after an update of nnkata |
"""


def start(place: Path) -> list[str]:
    """Make a workspace in a new or empty folder, or upgrade the one that is there. Returns what was done, in lines.

    Raises:
        Refusal: The place is a file, a folder with something else in it, or lies inside a dojo.
    """
    root = Path(os.path.abspath(place))
    _refuse(place, root)
    dojo = Dojo(root)
    former = _version(root) if (root / MARKER).is_file() else None
    root.mkdir(parents=True, exist_ok=True)
    _write_frame(dojo, former)
    if former is None:
        changes = _fill(dojo)
        return [f"{place}: a workspace with {len(all_katas())} days", *changes["kept"], "", *_next(place)]
    changes = _fill(dojo)
    version = nnkata_plugin.__version__
    said = f"version {former} is now {version}" if former != version else "up to date"
    return [f"{place}: {said}", *(f"  {line}" for lines in changes.values() for line in lines), "", *_next(place)]


def _refuse(place: Path, root: Path) -> None:
    if os.path.lexists(root) and not root.is_dir():
        raise Refusal(f"{place}: this is a file. Give the name of a new folder")
    around = Dojo.around(root.resolve())
    if around and not around.is_workspace:
        which = "the clone" if around.root == root.resolve() else f"inside the clone {around.root}"
        raise Refusal(f"{place}: this is {which}, whose kata.py files stay stubs. Give a folder outside of it")
    if around and around.root != root.resolve():
        raise Refusal(f"{place}: lies inside the workspace {around.root}. Give a folder outside of it")
    if not around and root.is_dir():
        strange = sorted(path.name for path in root.iterdir() if not path.name.startswith(tuple(OWN)))
        if strange:
            raise Refusal(f"{place}: no workspace, and not empty ({strange[0]} is there). Give a new folder")


def _version(root: Path) -> str:
    try:
        return str(tomllib.loads((root / MARKER).read_text(encoding="utf-8"))["version"])
    except (ValueError, KeyError):
        return "unknown"


def _write_frame(dojo: Dojo, former: str | None) -> None:
    """The files of the workspace itself. The marker is the first: a `start` that is killed leaves one to upgrade."""
    if former != nnkata_plugin.__version__:
        files.put(dojo.root / MARKER, _marker(dojo.root / MARKER, former).encode())
    state.folder(dojo)
    first = next((kata.day for kata in all_katas()), 1)
    for name, text in {"pytest.ini": PYTEST, "README.md": README.format(day=first)}.items():
        if not (dojo.root / name).exists():
            files.put(dojo.root / name, text.encode())
    files.put(dojo.root / "lesson0.md", lesson.zero().encode())


def _marker(path: Path, former: str | None) -> str:
    """The text of nnkata.toml. What else the learner wrote there stays."""
    version = nnkata_plugin.__version__
    if former in (None, "unknown"):
        return ABOUT.format(version=version)
    return VERSION.sub(f'version = "{version}"', path.read_text(encoding="utf-8"), count=1)


def _fill(dojo: Dojo) -> dict[str, list[str]]:
    """Bring every day up to the suite. Returns lines under ``new``, ``restored`` and ``kept``."""
    new: list[int] = []
    restored: dict[str, list[int]] = {name: [] for name in files.OF_A_DAY}
    kept = []
    backed_up = False
    for kata in all_katas():
        folder = dojo.folder(kata)
        if not folder.is_dir():
            new.append(kata.day)
            kept += _moved(dojo, kata)
            folder.mkdir()
        for name, days_restored in restored.items():
            path, original = folder / name, kata.folder / name
            if not original.is_file():
                continue  # not every day has a given.py, and one that is still being written has less
            content = original.read_bytes()
            there = os.path.lexists(path)
            if there and (name == "kata.py" or (path.is_file() and path.read_bytes() == content)):
                continue
            if path.is_file():
                files.back_up(dojo, kata, name)
                backed_up = True
            files.put(path, content)
            if kata.day not in new:
                days_restored.append(kata.day)
    if backed_up:
        kept.append("kept      what was changed there, in .nnkata/backups")
    own = len(all_katas()) - len(new) - len(restored["kata.py"])
    if own:
        kept.append(f"kept      {own} kata.py, untouched")
    return {
        "new": [f"new       {days.told(new)}"] if new else [],
        "restored": [f"restored  {name} of {days.told(which)}" for name, which in restored.items() if which],
        "kept": kept,
    }


def _moved(dojo: Dojo, kata: Kata) -> list[str]:
    """A day that had another name in the suite before: its folder stays, and the learner is told."""
    former = sorted(path.name for path in dojo.root.glob(f"day{kata.day:02}_*") if path.is_dir())
    return [f"kept      {name}: day {kata.day} is called {kata.name} now; copy your kata.py over" for name in former]


def _next(place: Path) -> list[str]:
    first = next((kata.day for kata in all_katas()), 1)
    go = [] if Path(os.path.abspath(place)) == Path.cwd() else [f"  cd {shlex.quote(str(place))}"]
    zero = "  nnkata lesson 0    ten minutes: edit, run, read the answer, ask for a hint"
    return ["Next:", *go, zero, f"  pytest -m day{first}"]
