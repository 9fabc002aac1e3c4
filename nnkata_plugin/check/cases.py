"""The cases of a check: sizes, values, scales, layouts and dtypes that it runs over, small first.

What all the cases of a day have to be is the case policy: nnkata_plugin.check.policy.
"""

import itertools
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from nnkata_plugin.check.context import Check, running
from nnkata_plugin.check.policy import LONGEST

SIZES = (1, 2, 3, 5, 8, 9, 17)
"""Every axis meets 1, 2, 3, odd, a power of two and one off it."""
LARGEST = 60_000
"""Combinations whose axes multiply to more than this are left out: plain loops have to get through them."""
DTYPES = {"f16": "float16", "f32": "float32", "f64": "float64"}
SHORT = {name: short for short, name in DTYPES.items()} | {"int64": "i64"}
ARRAY = re.compile(r"(?P<axes>[\w ]*?)(\s*<\s*(?P<below>\w+))?")


class Case(SimpleNamespace):
    """One set of arguments. Its arrays, axes and parameters are attributes; `rng` draws anything else."""

    title: str

    def __str__(self) -> str:
        return self.title


def cases(
    *axes: str,
    sizes: Mapping[str, Sequence[int]] | None = None,
    scale: Sequence[float] = (1,),
    layouts: Sequence[str] = ("c",),
    dtypes: Sequence[str] = ("f32",),
    values: Sequence[str] = ("normal", "negative", "ties"),
    choose: Mapping[str, Sequence[Any]] | None = None,
    where: Callable[[Any], bool] | None = None,
    **arrays: str,
) -> Iterator[Case]:
    """Yield the cases of a check, the small ones first.

    Args:
        axes: The axes, as words, of one array called `x`.
        sizes: Sizes for an axis instead of the policy's.
        scale: Factors of the values; the first is used throughout, each other one in two cases.
        layouts: ``c``, ``fortran``, ``strided``; used like `scale`.
        dtypes: ``f32``, ``f64``, ``f16``; used like `scale`. A day with ``arrays = "list"`` gets nested lists of float.
        values: ``normal`` (mean 0), ``negative``, ``positive``, ``ties``, ``subnormal``; used like `scale`.
        choose: Parameters and what each may be; every combination occurs.
        where: Which combinations of axes and parameters make sense.
        arrays: Several arrays: a name and its axes, ``a="rows inner"``. A number is a fixed length.
            ``labels="batch < classes"`` is int64 below the length of an axis.

    Yields:
        Cases numbered from 1, on through all loops of the check. All values follow from the run's seed, the check and
        the number.

    Raises:
        ValueError: No case is left, or an axis is longer than the policy allows.
    """
    check = running()
    if axes:
        arrays = {"x": " ".join(axes), **arrays}
    plans = _plans(arrays, sizes or {}, scale, layouts, dtypes, values, choose or {}, where)
    if not plans:
        raise ValueError(f"{check.name}: no case is left: `where` drops every combination of sizes")
    first, total = check.cases + 1, check.cases + len(plans)
    check.cases = total
    for number, plan in enumerate(plans, first):
        if check.only_case in (None, number):
            case = _make(check, arrays, plan, number, total)
            check.begin_case(case)
            yield case
    check.end_cases()


def refuse_an_absent_case(check: Check) -> None:
    """Skip a check that has passed because it has no case of the number that `--kata-case` asks for."""
    if check.only_case is not None and check.cases and not 1 <= check.only_case <= check.cases:
        pytest.skip(f"--kata-case {check.only_case}: {check.name} has the cases 1 to {check.cases}")


def _plans(
    arrays: Mapping[str, str],
    sizes: Mapping[str, Sequence[int]],
    scale: Sequence[float],
    layouts: Sequence[str],
    dtypes: Sequence[str],
    values: Sequence[str],
    choose: Mapping[str, Sequence[Any]],
    where: Callable[[Any], bool] | None,
) -> list[dict[str, Any]]:
    """What each case is, before any number is drawn: a ladder of sizes, then one thing varied at a time."""
    words = dict.fromkeys(
        word for text in arrays.values() for word in text.replace("<", " ").split() if not word.isdigit()
    )
    ladder = _ladder(list(words), sizes)
    choices = [dict(zip(choose, chosen, strict=True)) for chosen in itertools.product(*choose.values())]
    plain: dict[str, Any] = {"values": values[0], "scale": scale[0], "layout": layouts[0], "dtype": dtypes[0]}

    def fits(plan: dict[str, Any]) -> bool:
        return where is None or where(SimpleNamespace(**plan["axes"], **plan["chosen"]))

    plans: list[dict[str, Any]] = []
    for step in range(max(len(ladder), len(choices))):
        # The offset turns after each round, so that sizes and parameters meet in other pairs the second time.
        turn = range(len(ladder))
        candidates = (
            {
                **plain,
                "axes": ladder[(step + k) % len(ladder)],
                "chosen": choices[(step + step // len(ladder)) % len(choices)],
            }
            for k in turn
        )
        plan = next(filter(fits, candidates), None)
        if plan and plan not in plans:
            plans.append(plan)
    plans.sort(key=lambda plan: _volume(plan["axes"]))
    if plans:
        # What is varied is varied where it shows: an axis of length 1 hides most of it.
        small = next((plan for plan in plans if min(plan["axes"].values(), default=1) > 1), plans[0])
        large = plans[-1]
        varied = {"values": values, "scale": scale, "layout": layouts, "dtype": dtypes}
        for key, options in varied.items():
            for option in options[1:]:
                plans += [plan for base in (small, large) if (plan := {**base, key: option}) not in plans]
    return plans


def _ladder(axes: list[str], sizes: Mapping[str, Sequence[int]]) -> list[dict[str, int]]:
    """Combinations of sizes, small first: all least, then unequal ones, each axis alone at its least, larger ones."""
    menus = {axis: list(sizes.get(axis, SIZES)) for axis in axes}

    def pick(axis: str, step: int) -> int:
        menu = menus[axis]
        return menu[min(step, len(menu) - 1)]

    rows = [{axis: pick(axis, 0) for axis in axes}]
    rows += [{axis: pick(axis, 1 + (i + turn) % 2) for i, axis in enumerate(axes)} for turn in (0, 1)]
    rows += [{axis: pick(axis, 0 if axis == alone else 2 + i % 2) for i, axis in enumerate(axes)} for alone in axes]
    rows += [
        {axis: menus[axis][(first + i) % len(menus[axis])] for i, axis in enumerate(axes)}
        for first in range(2, len(SIZES) + 2)
    ]
    fitting = [row for row in rows if _volume(row) <= LARGEST]
    return sorted((row for k, row in enumerate(fitting) if row not in fitting[:k]), key=_volume)


def _volume(axes: Mapping[str, int]) -> int:
    volume = 1
    for size in axes.values():
        volume *= size
    return volume


def _make(check: Check, arrays: Mapping[str, str], plan: dict[str, Any], number: int, total: int) -> Case:
    import numpy as np

    rng = np.random.default_rng([check.seed, zlib.crc32(check.name.encode()), number])
    as_lists = check.kata.facts.arrays == "list"
    dtype = np.dtype(np.float64 if as_lists else DTYPES[plan["dtype"]])
    made: dict[str, Any] = {}
    shown = []
    for name, text in arrays.items():
        match = ARRAY.fullmatch(text)
        if match is None:
            raise ValueError(
                f"{check.name}: {name}={text!r} is not axes as words, like 'batch classes' or 'batch < classes'"
            )
        shape = tuple(int(word) if word.isdigit() else plan["axes"][word] for word in match["axes"].split())
        if max(shape, default=0) > LONGEST:
            what = f"{check.name}: {name} has an axis of {max(shape)}. A case has at most {LONGEST} along each"
            raise ValueError(f"{what}: bounds for longer sums let wrong answers through")
        if below := match["below"]:
            array = rng.integers(0, plan["axes"][below], shape)
        else:
            array = _values(rng, plan["values"], shape, plan["scale"], dtype)
            array = _laid_out(array, plan["layout"])
        made[name] = array.tolist() if as_lists else array
        short = "list" if as_lists else SHORT[array.dtype.name]
        shown.append(f"{name} {short}[{', '.join(map(str, shape))}]")
    shown += [f"{key} {value}" for key, value in plan["chosen"].items()]
    shown += [f"scale {plan['scale']:g}"] if plan["scale"] != 1 else []
    shown += [plan[key] for key, usual in (("values", "normal"), ("layout", "c")) if plan[key] != usual]
    return Case(
        **made,
        **plan["axes"],
        **plan["chosen"],
        rng=rng,
        dtype=dtype,
        number=number,
        title=f"case {number} of {total}: {', '.join(shown)}",
    )


def _values(rng: Any, kind: str, shape: tuple[int, ...], scale: float, dtype: Any) -> Any:
    import numpy as np

    drawn = rng.standard_normal(shape)
    if kind == "negative":
        drawn = -np.abs(drawn) - 0.1
    elif kind == "positive":
        drawn = np.abs(drawn) + 0.1
    elif kind == "ties":  # few distinct values, so that maxima and equal entries occur more than once
        drawn = rng.integers(-2, 3, shape) / 2
    elif kind == "subnormal":
        drawn = drawn * float(np.finfo(dtype).tiny) / 8
    elif kind != "normal":
        raise ValueError(f"values {kind!r}: give normal, negative, positive, ties or subnormal")
    return (drawn * scale).astype(dtype)


def _laid_out(array: Any, layout: str) -> Any:
    import numpy as np

    if layout == "fortran":
        return np.asfortranarray(array)
    if layout == "strided" and array.ndim:
        wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
        wide[..., ::2] = array
        return wide[..., ::2]
    if layout not in ("c", "strided"):
        raise ValueError(f"layout {layout!r}: give c, fortran or strided")
    return array
