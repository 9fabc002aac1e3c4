"""The hostile programs, found where they lie. Each says in its first lines what it does and what is to come of it:

    # Kills the process that it was forked from.
    # expect: error
    # portable: infra (the zygote dies, and with it every check that runs beside this one)

`expect` is the verdict in the confined tier, `portable` the one in the portable tier where it is another. Words in
brackets say what a portable worker cannot keep it from: such a program counts as not contained there. More lines:

    # only: confined (why it is never run portable, and so counts as not contained there)
    # check: the check of day 10 that it is to fail, where it is not the usual one
    # deadline: seconds, where the usual ones are too few for what it does
    # sent: without these lines | the last line 1000 times      where a file cannot hold what is to be loaded
    # also: in a whole run (test_whole_runs.py: pytest in a workspace, with every check of the day)
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "programs"
README = HERE / "README.md"
VERDICTS = ("pass", "wrong", "todo", "error", "timeout", "cpu-limit", "memory", "output-limit", "died", "protocol")
VERDICTS_PORTABLE = (*VERDICTS, "infra", "lost")
"""There nothing keeps a file from the zygote, whose end is the harness's fault, nor from pytest itself."""
USUAL_CHECK = "test_softmax_agrees_with_the_reference"
AMPLE, SHORT = 4.0, 0.7
"""Seconds: enough for every verdict but `timeout`, and what is enough where that one is awaited."""
KEYS = ("expect", "portable", "only", "check", "deadline", "sent", "also")


@dataclass(frozen=True)
class Hostile:
    """One program."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(FOLDER).with_suffix(""))

    @cached_property
    def _head(self) -> tuple[str, dict[str, str], int]:
        """What it does, what its lines say by key, and how many bytes these lines are."""
        does, said, size = "", {}, 0
        for line in self.path.read_bytes().splitlines(keepends=True):
            if not line.lstrip(b"\xef\xbb\xbf").startswith(b"# "):
                break
            text = line.decode("utf-8-sig").removeprefix("# ").strip()
            key, colon, value = text.partition(": ")
            if not does:
                does = text
            elif colon and key in KEYS:
                said[key] = value
            else:
                raise ValueError(f"{self.path}: {text!r} is none of {', '.join(KEYS)}")
            size += len(line)
        return does, said, size

    @property
    def does(self) -> str:
        return self._head[0]

    @property
    def said(self) -> dict[str, str]:
        return self._head[1]

    def verdicts(self, tier: str) -> tuple[str, ...]:
        """The verdicts that are right in this tier."""
        words = self.said["expect"]
        if tier == "portable":
            words = self.said.get("portable", words)
        return tuple(words.partition(" (")[0].split(" or "))

    @property
    def escapes(self) -> str:
        """What the portable tier cannot keep it from; empty where it can."""
        told = self.said.get("only") or self.said.get("portable", "")
        return told.partition("(")[2].removesuffix(")")

    @property
    def tiers(self) -> tuple[str, ...]:
        return ("confined",) if "only" in self.said else ("confined", "portable")

    @property
    def check(self) -> str:
        return self.said.get("check", USUAL_CHECK)

    def deadline(self, tier: str) -> float:
        """Seconds that the check is given."""
        return float(self.said.get("deadline", SHORT if "timeout" in self.verdicts(tier) else AMPLE))

    @property
    def body(self) -> bytes:
        """What follows the first lines."""
        return self.path.read_bytes()[self._head[2] :]

    def source(self) -> bytes:
        """The bytes that a worker is to load."""
        source = self.path.read_bytes()
        sent = self.said.get("sent", "")
        if sent == "without these lines":
            return self.body
        if times := re.fullmatch(r"the last line (\d+) times", sent):
            rest, _, last = source.rstrip(b"\n").rpartition(b"\n")
            return rest + b"\n" + (last + b"\n") * int(times[1])
        return source


def programs() -> list[Hostile]:
    """All of them, by folder and name."""
    return [Hostile(path) for path in sorted(FOLDER.glob("*/*.py"))]


def readme() -> str:
    """The table of what the portable tier cannot contain, from the programs' own lines."""
    found = programs()
    escaped = [program for program in found if program.escapes]
    counts = Counter(program.path.parent.name for program in found)
    return "\n".join(
        [
            "# Hostile programs",
            "",
            f"{len(found)} files for day 10, each with its expected verdict in its first lines (`corpus.py` says how",
            "they are read). `test_hostile.py` runs each through the checks that a learner runs, in both tiers, and",
            "looks afterwards for processes, files and lost results. `test_whole_runs.py` runs the classics as a",
            "learner would. None may be green; in the confined tier none may be blamed on the harness, and none leaves",
            "anything behind.",
            "",
            "This page is made by `python tests/hostile/corpus.py`, and a test compares it with the programs.",
            "",
            "| folder | programs |",
            "|---|---|",
            *(f"| {folder} | {count} |" for folder, count in sorted(counts.items())),
            "",
            "## Not contained in the portable tier",
            "",
            "A portable worker is a process with limits and a clock: it hides no file and no process. These",
            f"{len(escaped)} programs, all contained in the confined tier, get something there that is not theirs.",
            "",
            "| program | what it gets |",
            "|---|---|",
            *(f"| {program.name} | {program.escapes} |" for program in escaped),
            "",
        ]
    )


if __name__ == "__main__":
    README.write_text(readme(), encoding="utf-8")
