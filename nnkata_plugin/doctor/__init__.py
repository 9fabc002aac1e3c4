"""`nnkata doctor`: looks a machine over, a line for each thing, and says what to do where something is to be mended."""

from collections import Counter
from pathlib import Path

from nnkata_plugin.doctor import hardware, libraries, place, report, sealing, software
from nnkata_plugin.doctor.machine import Machine
from nnkata_plugin.doctor.probes import ROOMS, Line, answers
from nnkata_plugin.learn import files

NOTHING_TO_MEND, SOMETHING_TO_MEND = 0, 1
PAGE = tuple(module.ROOM for module in (software, hardware, libraries, sealing, place))


def run(json: Path | None = None, machine: Machine | None = None) -> int:
    """Print what was found, as it is found. Returns 0 where nothing must be mended, else 1.

    Raises:
        Refusal: Nothing can be written to `json`.
    """
    if json is not None:
        files.refuse_unwritable("--json", json)
    found: list[tuple[str, Line]] = []
    page, machine = report.Page(), machine or Machine()
    try:
        for room in PAGE:
            page.heading(room)
            for probe in ROOMS[room]:
                page.looks_at(probe.name)
                for line in answers(probe, machine):
                    page.line(line)
                    found.append((room, line))
    finally:
        page.stops()
        machine.close()
    counted: Counter[str] = Counter(line.state for _, line in found)
    page.ends(counted, [line.name for _, line in found if line.state == "mend"])
    if json is not None:
        files.put(json, report.as_json(found))
    return SOMETHING_TO_MEND if counted["mend"] else NOTHING_TO_MEND
