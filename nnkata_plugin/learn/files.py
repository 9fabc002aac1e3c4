"""Files that are there whole or not at all, and a folder of backups for what is replaced."""

import os
from itertools import count
from pathlib import Path

from nnkata_plugin.catalog import Dojo, Kata, Refusal
from nnkata_plugin.learn import state

OF_A_DAY = ("kata.py", "lesson.md", "test_kata.py", "given.py")
"""What a day of the suite puts into a workspace; not every day has a given.py."""


def put(path: Path, content: bytes) -> None:
    """Write a file in one step: whoever is killed in the middle leaves the old one."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def refuse_unwritable(option: str, path: Path) -> None:
    """Refuse a path that no file can be written to, before the work is done.

    Raises:
        Refusal: Names the option.
    """
    if path.is_dir() or not path.absolute().parent.is_dir():
        found = "this is a folder" if path.is_dir() else "there is no such folder"
        raise Refusal(f"{option} {path}: {found}. Give the name of a file")


def back_up(dojo: Dojo, kata: Kata, name: str) -> Path:
    """Copy a file of a day to ``.nnkata/backups/dayNN_slug/``, under the first number that is free."""
    source = dojo.folder(kata) / name
    content = source.read_bytes()
    folder = state.folder(dojo) / "backups" / kata.name
    folder.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        backup = folder / f"{source.stem}.{number}{source.suffix}"
        try:
            with backup.open("xb") as file:
                file.write(content)
        except FileExistsError:
            continue
        break
    return backup
