"""The classics, as a learner would run them: pytest in a workspace, and what its exit status and its results say."""

import json
import os
import re
import time

import pytest

from nnkata_plugin.catalog import kata_of_day
from nnkata_plugin.worker import confinement

from .corpus import programs
from .surroundings import descendants

CLASSICS = [program for program in programs() if "also" in program.said]
SOLUTION = (kata_of_day(10).folder / "spoilers" / "solution.py").read_text(encoding="utf-8")
REST = f"\n\nimport numpy as np\n\n\ndef log_softmax{SOLUTION.partition('def log_softmax')[2]}"
"""log_softmax and cross_entropy as they should be: their results must not be lost."""
FEW = "worked_out_by_hand"
"""Enough checks for a file that costs each of them its whole deadline: one of each function."""


def test_there_are_twenty_classics():
    assert len(CLASSICS) >= 20


@pytest.mark.parametrize("program", CLASSICS, ids=lambda program: program.name)
def test_a_run_over_a_hostile_file(dojo, adopting, program):
    results = dojo.root.parent / "results.json"
    tier = "portable" if confinement.missing() else "confined"
    chosen = ["-k", FEW] if "timeout" in program.verdicts(tier) else []
    before = set(descendants(os.getpid()))
    answer = dojo.writes(10, program.source() + REST.encode()).runs(
        "-m", "day10", "--kata-results", str(results), *chosen
    )
    answer.ends_with(1).hides("INTERNALERROR", "Traceback", "\x1b", "1 green")
    assert " failed" in answer.text.splitlines()[-1]
    written = json.loads(results.read_text(encoding="utf-8"))
    assert [(day["state"], day["tier"]) for day in written["days"]] == [("red", tier)]
    outcomes = {check["check"]: check["outcome"] for check in written["checks"]}
    assert len(outcomes) == len(written["checks"]), "a check has one result"
    assert chosen or set(outcomes) == set(kata_of_day(10).checks), "no result is lost"
    if "every check suffers" not in program.said["also"]:
        assert {outcomes[check] for check in outcomes if re.search("log_softmax|cross_entropy", check)} == {"passed"}
    assert left_behind(before) == {}


def left_behind(before: set[int]) -> dict[int, str]:
    until = time.monotonic() + 3
    while (left := descendants(os.getpid()).keys() - before) and time.monotonic() < until:
        time.sleep(0.02)
    return {process: descendants(os.getpid()).get(process, (0, ""))[1] for process in left}
