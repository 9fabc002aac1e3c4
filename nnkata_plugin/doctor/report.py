"""The doctor's page: readable in 80 columns, coloured and with progress on a terminal only; and the same as JSON."""

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence

import nnkata_plugin
from nnkata_plugin.doctor.probes import Line
from nnkata_plugin.legible import one_line

VERSION = 1
STATES = {"ok": "32", "note": "33", "mend": "1;31"}
NAMES = 18
WIDEST, NARROWEST = 100, 60


class Page:
    """Prints lines as they come."""

    def __init__(self) -> None:
        self._live = sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self._colours = self._live and not os.environ.get("NO_COLOR")
        columns = shutil.get_terminal_size().columns if self._live else 80
        self._width = max(NARROWEST, min(WIDEST, columns))
        self._first = True

    def heading(self, text: str) -> None:
        self._say(("" if self._first else "\n") + self._painted(text, "1"))
        self._first = False

    def looks_at(self, name: str) -> None:
        """Say what is being looked at, until there is an answer."""
        if self._live:
            print(f"\r\x1b[K  ...   {name}", end="", flush=True)

    def stops(self) -> None:
        """Leave nothing half said."""
        if self._live:
            print("\r\x1b[K", end="", flush=True)

    def line(self, line: Line) -> None:
        state = self._painted(f"{line.state:<4}", STATES[line.state])
        told = self._wrapped(one_line(line.found)) + (self._wrapped(one_line(line.do), "do: ") if line.do else [])
        self._say(f"  {state}  {line.name:<{NAMES}}{told[0]}")
        for more in told[1:]:
            self._say(" " * (8 + NAMES) + more)

    def ends(self, counted: Mapping[str, int], mend: Sequence[str]) -> None:
        notes = f"{counted['note']} {'note' if counted['note'] == 1 else 'notes'}"
        last = f"{len(mend)} to mend: {', '.join(dict.fromkeys(mend))}" if mend else "nothing to mend"
        self._say(f"\n{counted['ok']} ok, {notes}, {self._painted(last, STATES['mend' if mend else 'ok'])}")

    def _wrapped(self, text: str, begin: str = "") -> list[str]:
        width = self._width - 8 - NAMES
        return textwrap.wrap(begin + text, width, subsequent_indent=" " * len(begin), break_on_hyphens=False) or [""]

    def _painted(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._colours else text

    def _say(self, text: str) -> None:
        print(("\r\x1b[K" if self._live else "") + text, flush=True)


def as_json(found: Sequence[tuple[str, Line]]) -> bytes:
    """The same for programs: one object with a version."""
    lines = [
        {"room": room, "name": line.name, "state": line.state, "found": line.found, "do": line.do, "facts": line.facts}
        for room, line in found
    ]
    mend = any(line.state == "mend" for _, line in found)
    whole = {"version": VERSION, "nnkata": nnkata_plugin.__version__, "state": "mend" if mend else "ok", "lines": lines}
    return (json.dumps(whole, indent=1) + "\n").encode()
