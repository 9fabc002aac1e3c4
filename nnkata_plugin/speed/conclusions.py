"""From the samples of a size to its ladder: medians, shares, verdicts, and which rungs are not ranked."""

from collections.abc import Mapping, Sequence

from nnkata_plugin.speed.beside import Beside, is_parallel
from nnkata_plugin.speed.blocks import Runner
from nnkata_plugin.speed.statistics import FEWEST, Interval, median, median_interval, verdict
from nnkata_plugin.speed.timings import CONTROL, LEARNER, RungTiming, SizeTiming

INCREDIBLE = 10
"""So many times faster than every reference on the same processor is more likely a mistake of the measurement."""
CALL_OVERHEAD = "call overhead"
SUSPICIOUS = "suspicious"
PARALLEL = "more than one thread"
BESIDE = "works beside the clock"
NOT_WATCHED = "could not be watched"
WRONG = "a wrong answer"
ON_THE_PROCESSOR = ("numpy", "rust", "torch_cpu")


def reference_among(runners: Sequence[Runner]) -> Runner | None:
    """What the verdicts compare with: NumPy, else whatever stands in for it."""
    by_key = {runner.rung.key: runner for runner in runners}
    return next((by_key[key] for key in ("numpy", "rust", "torch_cpu", "solution") if key in by_key), None)


def conclude(
    day: int,
    function: str,
    axes: Mapping[str, int],
    runners: Sequence[Runner],
    notes: list[str],
    wrong: str,
    seed: int = 0,
    watched: Mapping[str, Beside] | None = None,
) -> SizeTiming:
    """The ladder of one size, the slowest rung first."""
    control = next((runner for runner in runners if runner.rung.key == CONTROL and runner.blocks), None)
    runners = [runner for runner in runners if runner.blocks and runner is not control]
    reference = reference_among(runners)
    medians = {runner.rung.key: median(runner.seconds) for runner in runners}
    unranked = {
        key: why
        for runner in runners
        if (why := _unranked(key := runner.rung.key, runner, medians, wrong, (watched or {}).get(key)))
    }
    fastest = min((seconds for key, seconds in medians.items() if key not in unranked), default=None)
    noise = against(control, reference) if control and reference else None
    charged = {
        key: _interval(beside.charged, reference)
        for key, beside in (watched or {}).items()
        if reference and beside.spent and len(beside.spent) == len(beside.runner.blocks)
    }
    timings = []
    for runner in sorted(runners, key=lambda runner: -medians[runner.rung.key]):
        key = runner.rung.key
        ratio = against(runner, reference) if reference and runner is not reference else None
        timings.append(
            RungTiming(
                rung=key,
                label=runner.rung.label,
                seconds=runner.seconds,
                median=medians[key],
                share=fastest / medians[key] if fastest and key not in unranked else None,
                against_numpy=ratio,
                verdict=_verdict(ratio, runner, noise, charged.get(key)) if key not in unranked else "",
                unranked=unranked.get(key, ""),
                transfer=runner.transfer,
                tier=runner.rung.isolation.tier,
            )
        )
    return SizeTiming(
        day=day,
        function=function,
        axes=dict(axes),
        reference=reference.rung.label if reference else "",
        rungs=timings,
        rounds=max((len(runner.blocks) for runner in runners), default=0),
        null_call=median([runner.null_call for runner in runners]) if runners else 0.0,
        notes=notes,
        wrong=wrong,
        seed=seed,
        control=control.seconds if control else [],
        noise=noise,
    )


def against(runner: Runner, reference: Runner) -> Interval | None:
    """The rung's time divided by the reference's, of blocks that ran one soon after the other."""
    return _interval(runner.seconds, reference)


def _interval(seconds: Sequence[float], reference: Runner) -> Interval | None:
    ratios = [mine / its for mine, its in zip(seconds, reference.seconds, strict=False) if its > 0]
    return median_interval(ratios) if ratios else None


def _verdict(ratio: Interval | None, runner: Runner, noise: Interval | None, charged: Interval | None) -> str:
    """What is said of a rung. `faster` has to be true of its time with all that it did beside the clock, too."""
    if ratio is None:
        return ""
    if len(runner.blocks) < FEWEST:
        return "too few rounds to say"
    said = verdict(ratio, noise)
    return "too close to say" if said == "faster" and charged and verdict(charged, noise) != said else said


def _unranked(key: str, runner: Runner, medians: Mapping[str, float], wrong: str, beside: Beside | None) -> str:
    if key == LEARNER and wrong:
        return WRONG
    if is_parallel(runner):
        return PARALLEL
    if beside and (beside.failed or beside.is_too_much):
        return BESIDE if beside.is_too_much else NOT_WATCHED
    if runner.is_mostly_call:
        return CALL_OVERHEAD
    others = [medians[other] for other in ON_THE_PROCESSOR if other in medians]
    if key == LEARNER and others and medians[key] * INCREDIBLE < min(others):
        return SUSPICIOUS
    return ""
