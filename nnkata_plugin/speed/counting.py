"""Counting what a call costs, in a sealed worker.

The numbers are the same wherever Python and NumPy have the same minor versions: inputs are so small that NumPy never
reuses a temporary, which it does only from 256 KiB on and not everywhere. Counting happens in the process of the code
that is counted, so code that looks for the counters can find them. What is checked from outside, or is told and cannot
be untold: every answer; a known program before and after; whether somebody touched the tracer, started a thread, asked
for all objects or for C's functions meanwhile; whether two turns agree. Where one of these is off, there is no cost.
"""

import platform
import secrets
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from nnkata_plugin.catalog import Kata
from nnkata_plugin.check.bench import Timed
from nnkata_plugin.speed.answers import Answers, WrongAnswerError
from nnkata_plugin.speed.blocks import size_of
from nnkata_plugin.speed.cost import Cost, Counts
from nnkata_plugin.speed.environment import minor, version
from nnkata_plugin.speed.inside import crossing
from nnkata_plugin.speed.rungs import Rung
from nnkata_plugin.speed.tracing import RUNS, traced
from nnkata_plugin.worker import Limits, Todo, Verdict, sealed

SMALL = 16 << 10
"""Bytes of inputs at most, where the axes can be made so short."""
SHORT = 8
"""No axis is made shorter than this."""
TURNS = 2
PATIENCE = 5.0
"""Seconds for a program: watched steps are a hundred times slower."""


class UncountableError(Exception):
    """What was counted cannot be believed; the message says why."""


def counted(kata: Kata, timed: Timed, axes: Mapping[str, int], rung: Rung, solution: Rung) -> Cost:
    """Count what the code of a rung costs, and what the worked solution does.

    Args:
        axes: The smallest size that is timed.
    """
    import numpy as np

    rng = np.random.default_rng(secrets.randbits(53))
    axes = small(timed, axes, rng)
    inputs = [_tuple(timed.inputs(rng, **axes)) for _ in range(1 + RUNS * TURNS)]
    found = Cost(axes, minor(platform.python_version()), minor(version("numpy")))
    try:
        theirs, right = _watched(solution, timed, inputs)
        mine, answers = _watched(rung, timed, inputs)
        judge = Answers(kata, timed)
        judge.learn(inputs[0])
        judge.first(answers[0])
        judge.later(answers, right)
    except WrongAnswerError as error:
        return _without(found, f"a wrong answer: {error}")
    except (Verdict, Todo) as told:
        return _without(found, told.message)
    except UncountableError as error:
        return _without(found, str(error))
    except Exception as error:
        kind = getattr(error, "nnkata_type", None)
        if kind is None:
            raise
        return _without(found, f"{kind}: {error}")
    return Cost(found.axes, found.python, found.numpy, mine, theirs)


def small(timed: Timed, axes: Mapping[str, int], rng: Any) -> dict[str, int]:
    """The axes, the longest halved again and again until the inputs are small."""
    found = dict(axes)
    while found and size_of(_tuple(timed.inputs(rng, **found))) > SMALL:
        longest = max(found, key=lambda axis: found[axis])
        if found[longest] < 2 * SHORT:
            break
        found[longest] //= 2
    return found


def _watched(rung: Rung, timed: Timed, inputs: Sequence[tuple[Any, ...]]) -> tuple[Counts, list[Any]]:
    with closing(sealed(rung.kind, rung.program, Limits(PATIENCE, rung.memory), rung.isolation)) as backend:
        request = timed.name, timed.run is not None, *inputs
        first, counts, last, seen, answers = backend.run(crossing(traced, timed), request, {}).value
    if seen:
        raise UncountableError(f"{rung.label}: while it was counted: {', '.join(sorted(set(seen)))}")
    if first[:-1] != last[:-1] or first[0] < 2:
        raise UncountableError(f"{rung.label}: a known program came to {first}, then to {last}: who counts wrong?")
    if any(one[:-1] != counts[0][:-1] for one in counts):
        raise UncountableError(f"{rung.label}: it differs from call to call: {counts[0]}, then {counts[-1]}")
    return Counts(*[*counts[0][:-1], min(one[-1] for one in counts)]), answers


def _without(cost: Cost, why: str) -> Cost:
    return Cost(cost.axes, cost.python, cost.numpy, trouble=why)


def _tuple(made: Any) -> tuple[Any, ...]:
    return made if isinstance(made, tuple) else (made,)
