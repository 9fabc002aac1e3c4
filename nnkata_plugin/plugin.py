"""What pytest loads in every run on the machine: the options, and one look whether there are katas here.

Nothing of nnkata is imported before that look has found some, so a run without katas pays next to nothing.
"""

import os
import sys

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    if sys.stdout is None:  # closed, as a job without a terminal may have it: pytest itself would fall over that
        sys.stdout = os.fdopen(_nowhere(1), "w", encoding="utf-8")
    group = parser.getgroup("nnkata", "katas from a dot product to a deployed model")
    group.addoption(
        "--benchmark", action="store_true", help="time every day that is green in this run, and show the ladder"
    )
    group.addoption(
        "--kata-budget", type=float, metavar="SECONDS", default=20.0, help="what timing one day may take (default 20)"
    )
    group.addoption(
        "--kata-impl",
        metavar="WHICH",
        default="learner",
        help="the code to check: learner, solution, naive, fault:NAME or the path of a file (default learner)",
    )
    group.addoption(
        "--kata-inprocess", action="store_true", help="call the code without a worker, for a debugger; not recorded"
    )
    group.addoption(
        "--kata-isolation",
        choices=("portable", "confined"),
        help="what keeps the code in: a process with limits, or the kernel too (default: confined where it can be)",
    )
    group.addoption(
        "--kata-worker",
        choices=("fork", "spawn"),
        help="how its process starts: as a copy of one that has the libraries loaded, or afresh (default fork)",
    )
    group.addoption("--kata-case", type=int, metavar="K", help="run only case K of each check")
    group.addoption(
        "--kata-seed", type=int, metavar="N", help="the seed of all cases (default: drawn anew and printed)"
    )
    group.addoption(
        "--kata-player", metavar="NAME", help="whose entry on the board this is (default: nnkata.toml, else your login)"
    )
    group.addoption("--kata-results", metavar="FILE", help="write checks, verdicts, messages and timings as JSON")


def _nowhere(number: int) -> int:
    """This descriptor, now of a file that swallows everything, so that no file opened later gets its number."""
    null = os.open(os.devnull, os.O_WRONLY)
    if null != number:
        os.dup2(null, number)
        os.close(null)
    return number


def pytest_configure(config: pytest.Config) -> None:
    root = config.rootpath
    if (root / "nnkata.toml").is_file() or (root / "katas").is_dir():
        from nnkata_plugin import hooks

        hooks.register(config)
    elif config.option.kata_impl != "learner":
        # pytest looks for its root before it knows our options: a path that stands alone moves the root elsewhere.
        write = f"--kata-impl={config.option.kata_impl}"
        raise pytest.UsageError(f"no katas in {root}. Run in a workspace, and write {write} with an equals sign")
