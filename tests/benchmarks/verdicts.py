"""How far the verdicts of a ladder can be trusted here: ``python tests/benchmarks/verdicts.py --comparisons 200``.

Day 10's worked softmax is timed against itself, against itself with a fifth more work, and again and again; quietly,
and beside a process that burns a core. A comparison with itself takes at most `--seconds` of rounds, the others take
`--share`; 0 of a kind leaves it out.
"""

import argparse
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from race import SOLUTION, race

from nnkata_plugin import worker
from nnkata_plugin.speed.statistics import Interval
from nnkata_plugin.speed.timings import RungTiming

MARK = 1.10
SLOWER = (
    SOLUTION
    + b"""
right = softmax

def softmax(x, axis=-1):
    right(x[: len(x) // 5], axis)
    return right(x, axis)
"""
)
"""A fifth of the rows twice: 1.2 times the work, of the same kind."""


def compared(code: bytes, seconds: float) -> RungTiming:
    found = race(code, seconds=seconds)
    if found.wrong or found.learner is None:
        raise SystemExit(f"nothing was measured: {found.wrong or found.notes}")
    return found.learner


def ratio_of(timing: RungTiming) -> Interval:
    assert timing.against_numpy is not None, "there is a reference"
    return timing.against_numpy


@contextmanager
def burning() -> Iterator[None]:
    """A process that uses all of a core."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def against_itself(number: int, seconds: float) -> str:
    found = [compared(SOLUTION, seconds) for _ in range(number)]
    said = Counter(timing.unranked or timing.verdict for timing in found)
    ratios = [ratio_of(timing) for timing in found]
    certain = [ratio_of(timing) for timing in found if timing.verdict in ("faster", "slower")]
    beyond = sum(ratio.low > MARK or ratio.high < 1 / MARK for ratio in certain)
    rounds = statistics.median(len(timing.seconds) for timing in found)
    holds = sum(ratio.low <= 1 <= ratio.high for ratio in ratios)
    verdicts = ", ".join(f"{count} {words}" for words, count in said.most_common())
    coverage = f"the 95 % interval holds 1 in {holds} of {number}"
    return f"{verdicts}; {beyond} beyond the 10 % mark; {coverage}; {rounds:g} rounds"


def slowed(number: int, seconds: float) -> str:
    found = [compared(SLOWER, seconds) for _ in range(number)]
    called = sum(timing.verdict == "slower" for timing in found)
    middle = statistics.median(ratio_of(timing).middle for timing in found)
    return f"called slower in {called} of {number}; the median ratio is {middle:.3f}"


def repeated(number: int, seconds: float) -> str:
    ratios = [ratio_of(compared(SOLUTION, seconds)).middle for _ in range(number)]
    spread = statistics.stdev(ratios) / statistics.mean(ratios)
    return f"coefficient of variation {100 * spread:.2f} %, ratios {min(ratios):.3f} to {max(ratios):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--comparisons", type=int, default=200, help="of the reference with itself")
    parser.add_argument("--slowed", type=int, default=100, help="of the program that is 1.2 times slower")
    parser.add_argument("--repeats", type=int, default=25, help="of the same pair")
    parser.add_argument("--seconds", type=float, default=2.0, help="of rounds for a comparison with itself, at most")
    parser.add_argument("--share", type=float, default=4.0, help="for the others: what a size has in a day's ladder")
    parser.add_argument("--only", choices=("quiet", "burning"), help="without the other half")
    given = parser.parse_args()
    if given.repeats < 2:
        parser.error("--repeats: a variation needs 2 at least")
    for name, load in (("quiet", nullcontext), ("burning", burning)):
        if given.only not in (None, name):
            continue
        with load():
            if given.comparisons:
                print(f"{name}: against itself: {against_itself(given.comparisons, given.seconds)}", flush=True)
            if given.slowed:
                print(f"{name}: 1.2 times the work: {slowed(given.slowed, given.share)}", flush=True)
            print(f"{name}: the same pair {given.repeats} times: {repeated(given.repeats, given.share)}", flush=True)
    worker.shutdown()


if __name__ == "__main__":
    main()
