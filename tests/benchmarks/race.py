"""Two programs for day 10's softmax, timed against each other as the ladder times a learner's file."""

from contextlib import closing
from dataclasses import replace

import numpy as np

from nnkata_plugin import worker
from nnkata_plugin.catalog import kata_of_day
from nnkata_plugin.catalog.implementation import program
from nnkata_plugin.check.bench import Timed
from nnkata_plugin.speed.rounds import Rounds
from nnkata_plugin.speed.rungs import worked_solution
from nnkata_plugin.speed.timings import LEARNER, SizeTiming

KATA = kata_of_day(10)
SOLUTION = (KATA.folder / "spoilers" / "solution.py").read_bytes()
AXES = {"batch": 500, "classes": 256}


def scores(rng: np.random.Generator, batch: int, classes: int) -> tuple[np.ndarray]:
    return (rng.standard_normal((batch, classes), dtype=np.float32),)


def race(code: bytes, other: bytes = SOLUTION, seconds: float = 2.0) -> SizeTiming:
    """Time the one as a learner's file, and the other in the place of the worked solution.

    Args:
        seconds: Of rounds, at most.
    """
    solution = worked_solution(KATA, worker.isolation())
    learner = replace(solution, key=LEARNER, label=LEARNER, program=program(KATA, code, "kata.py"))
    other_rung = replace(solution, program=program(KATA, other, "other.py"))
    softmax = Timed("softmax", scores, None)
    with closing(Rounds(KATA, softmax, AXES, [learner, other_rung], {}, seconds, seconds)) as rounds:
        rounds.run(lambda part: None)
        return rounds.timing()
