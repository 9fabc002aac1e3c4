"""The workspace's own memory, `.nnkata/`: a folder that says what it is to people, to git and to backup programs."""

from pathlib import Path

from nnkata_plugin.catalog import Dojo

README = """\
# What nnkata remembers about this workspace

- `progress.jsonl`: what the runs of your kata.py files came to, which lessons and hints you have seen, which days
  you did again. One line is one event.
- `board.sqlite`: what `--benchmark` timed, with the code, every sample and the machine. `nnkata board` shows it.
- `plan.json`: when you began and on which weekdays you work, if you told `nnkata calendar`.
- `backups/`: files of yours that `nnkata reset`, `again` or `start` replaced, numbered.

Nothing here is needed to run the checks. Delete the folder, and nnkata begins to remember anew; your answers are in the
day folders beside it.
"""
FILES = {
    "README.md": README,
    ".gitignore": "# Made by nnkata.\n*\n",
    "CACHEDIR.TAG": (
        "Signature: 8a477f597d28d172789f06886806bc55\n"
        "# Made by nnkata. What a cache directory tag is: https://bford.info/cachedir/\n"
    ),
}


def folder(dojo: Dojo) -> Path:
    """The state folder, made if it is not there yet."""
    place = dojo.state_folder
    for name, text in FILES.items():
        if not (place / name).is_file():
            place.mkdir(exist_ok=True)
            (place / name).write_text(text, encoding="utf-8")
    return place
