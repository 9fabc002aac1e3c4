"""The part of a timing that runs inside a rung's process: inputs that lie ready, a loop over them, and the answers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nnkata_plugin.check.bench import Timed
from nnkata_plugin.worker import Source, source_of


def inside(kata, do, *what):  # type: ignore[no-untyped-def]  # an annotation would be a name that does not cross
    """Carry out one step beside the module of a rung; only this text crosses, as the function of a `kata.run`.

    ``hold PREPARE inputs...``   keep these inputs (moved by the module's function PREPARE, if there is one)
    ``loop NAME COUNT WAIT``     call NAME on one input after the other, again from the first when they run out
    ``fetch COUNT``              the answers to the first inputs
    ``inputs COUNT``             the first inputs, as the calls have left them
    ``keep answers...``          keep these answers
    ``carry``                    seconds that one input and its answer take to a device and back
    """
    import functools
    import gc

    held = vars(inside)  # survives from one step to the next, and is out of the module's way
    if do == "hold":
        prepare, *inputs = what
        held["answers"] = []
        held["arrived"] = inputs
        held["inputs"] = [getattr(kata, prepare)(*one) for one in inputs] if prepare else inputs
        # The collector must not walk over the inputs while the clock runs. It stays on: garbage is part of the cost.
        gc.collect()
        gc.freeze()
        return None
    if do == "fetch":
        return held["answers"][: what[0]]
    if do == "inputs":
        return held["inputs"][: what[0]]
    if do == "keep":
        held["answers"] = list(what)
        return None
    if do == "carry":
        return kata.carry(held["arrived"][0], held["answers"][0])
    name, count, wait = what
    function = functools.partial(held["target"], kata) if "target" in held else getattr(kata, name)
    inputs = held.get("inputs", [])
    if count:
        answers = held["answers"] = [None] * len(inputs)
    while count > 0:
        for at, one in enumerate(inputs[:count]):
            answers[at] = function(*one)
        count -= len(inputs)
    if wait:
        getattr(kata, wait)()
    return None


def steps_for(timed: Timed) -> Source:
    """The steps of a timing, as they cross."""
    return crossing(inside, timed)


def crossing(steps: Callable[..., Any], timed: Timed) -> Source:
    """The text that crosses. Where a day times ``run(module, *inputs)``, that function travels in front of it."""
    source = source_of(steps)
    if timed.run is None:
        return source
    run = source_of(timed.run)
    return replace(run, text=f"{run.text}\n{source.text}\n{source.name}.target = {run.name}\n", name=source.name)
