"""The programs say of themselves what the runner has to know, and the page about them is up to date."""

import re

from nnkata_plugin.catalog import kata_of_day

from .corpus import README, VERDICTS, VERDICTS_PORTABLE, programs, readme

LEAST = 120
"""How many programs there are to be."""


def test_there_are_many_programs_in_every_folder():
    found = programs()
    folders = [program.path.parent.name for program in found]
    assert len(found) >= LEAST
    assert min(map(folders.count, folders)) >= 10


def test_every_program_says_what_it_does_and_what_comes_of_it():
    checks = kata_of_day(10).checks
    for program in programs():
        told = f"{program.path}: {program.does}"
        assert re.fullmatch(r"[A-Z-].{10,110}[.?]", program.does), told
        assert program.said["expect"], told
        assert set(program.verdicts("confined")) <= {*VERDICTS} - {"pass"}, told
        assert set(program.verdicts("portable")) <= {*VERDICTS_PORTABLE}, told
        assert program.check in checks, told


def test_what_turns_green_is_said_to_escape():
    for program in programs():
        if {"pass", "infra", "lost"} & {*program.verdicts("portable")}:
            assert program.escapes, program.path


def test_no_two_programs_do_the_same():
    known: dict[tuple[str, ...], str] = {}
    for program in programs():
        what = (str(program.body), program.check, program.said.get("sent", ""))
        assert known.setdefault(what, program.name) == program.name


def test_the_page_lists_what_the_portable_tier_cannot_contain():
    assert README.read_text(encoding="utf-8") == readme(), "run python tests/hostile/corpus.py"
