"""From the words of the command line to what is printed and written."""

import importlib
import importlib.util
import os
import platform
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

from nnkata_plugin.catalog import Refusal
from nnkata_plugin.learn import files
from nnkata_plugin.speed.kernels import threads as pins
from nnkata_plugin.speed.kernels.rows import OTHER
from nnkata_plugin.speed.machine import cpu_model
from nnkata_plugin.speed.terminal import columns

BUDGET = 200.0
"""Seconds for all rows; the start of the libraries comes on top, and the run stays under four minutes."""
PIPE = 160
"""Columns where nobody says how many there are."""
ANSWERED, WRONG = 0, 1
KINDS = {("AuthenticAMD", True): "amd", ("GenuineIntel", True): "intel"}
"""Vendor, and whether it has AVX-512: the two kinds of machine that floors were set on."""


def run(wanted: Sequence[str], threads: int, json: Path | None, svg: Path | None, budget: float = BUDGET) -> int:
    """Time the kernels and print the table. Returns 0, or 1 where a kernel answered wrongly.

    Args:
        wanted: Operations; without any, all.
        threads: How many everyone works with.
        json: Where the figures go.
        svg: The folder for the picture.
        budget: Seconds for all rows.

    Raises:
        Refusal: Wrong use, or nothing that could be timed.
        KeyboardInterrupt: Stopped; what was measured has been printed and written.
    """
    if json is not None:
        files.refuse_unwritable("--json", json)
    if svg is not None and svg.exists() and not svg.is_dir():
        raise Refusal(f"--svg {svg}: this is a file. Give a folder")
    if importlib.util.find_spec("nnkata_plugin._kernels") is None:
        raise Refusal("nnkata was installed without its compiled kernels: pip install -e . in a clone builds them")
    pins.announce(threads)
    # Only now: the libraries read what was announced when they load.
    from nnkata_plugin.speed.kernels import table

    compiled = importlib.import_module("nnkata_plugin._kernels")
    report, stopped = _measured(compiled, wanted, threads, budget)
    if json is not None:
        files.put(json, written(report.figures()))
    if svg is not None:
        from nnkata_plugin.speed.kernels import picture

        svg.mkdir(parents=True, exist_ok=True)
        files.put(svg / "roofline.svg", picture.drawn(report).encode())
    print(table.drawn(report, columns(PIPE), sys.stdout.isatty()), end="")
    if stopped:
        raise KeyboardInterrupt
    return WRONG if any(row.wrong for row in report.rows) else ANSWERED


def written(figures: dict[str, Any]) -> bytes:
    """The JSON file; shapes and numbers on lines of their own would be thousands of lines."""
    import json

    return (json.dumps(figures, indent=1, ensure_ascii=False) + "\n").encode()


def _measured(compiled: Any, wanted: Sequence[str], threads: int, budget: float) -> tuple[Any, bool]:
    from nnkata_plugin.speed.kernels import limits as limits_room
    from nnkata_plugin.speed.kernels import paths, rows
    from nnkata_plugin.speed.kernels.bench import Bench
    from nnkata_plugin.speed.kernels.results import Report

    begin = perf_counter()
    found = rows.found(compiled, wanted)
    with _progress() as tell:
        tell("loading the libraries", 0.0)
        torch = importlib.import_module("torch") if importlib.util.find_spec("torch") else None
        threads_are = pins.pin(threads, compiled, torch)
        tell("this machine's limits", 0.0)
        limits = limits_room.measured(compiled, threads)
        kind = kind_of_machine() if "NNKATA_ISA" not in os.environ and torch is not None and threads == 1 else ""
        report = Report(
            machine=f"{cpu_model()}, {os.cpu_count()} cores, {platform.system()}",
            kind=kind,
            isa=str(compiled.isa()),
            threads=threads,
            threads_are=threads_are,
            libraries=_libraries(torch),
            limits=asdict(limits) if limits else None,
            reference="PyTorch" if torch is not None else "NumPy",
            expected=len(found),
        )
        report.notes += _notes(compiled, torch, limits, kind)
        stopped = False
        try:
            if torch is not None:
                tell("which way PyTorch takes", 0.0)
                report.paths, named = paths.asked(list(dict.fromkeys(row.op for row in found)), threads)
                report.libraries |= named
            for result in Bench(compiled, torch, limits, kind).run(found, budget, tell):
                report.rows.append(result)
        except KeyboardInterrupt:
            stopped = report.stopped = True
            report.notes.append(f"stopped after {len(report.rows)} of {len(found)} rows")
    report.seconds = perf_counter() - begin
    return report, stopped


def kind_of_machine(cpuinfo: str | None = None) -> str:
    """``amd`` or ``intel`` where this machine is like one of those that floors were set on; else ``other``."""
    if cpuinfo is None:
        try:
            cpuinfo = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return OTHER
    said: dict[str, str] = {}
    for line in cpuinfo.splitlines():
        name, _, value = line.partition(":")
        said.setdefault(name.strip(), value.strip())
    wide = "avx512f" in said.get("flags", "").split()
    return KINDS.get((said.get("vendor_id", ""), wide), OTHER)


def _libraries(torch: Any) -> dict[str, str]:
    import numpy

    named = {"NumPy": numpy.__version__}
    if torch is not None:
        named["PyTorch"] = torch.__version__
        if built := re.search(r"BLAS_INFO=(\w+)", torch.__config__.show()):
            named["its BLAS"] = built[1]
    return named


def _notes(compiled: Any, torch: Any, limits: Any, kind: str) -> Iterator[str]:
    if torch is None:
        yield "PyTorch is not installed, so the NumPy oracle stands in, and no floors hold: pip install 'nnkata[torch]'"
    elif not kind:
        yield "no floors: they were set with one thread"
    elif kind == OTHER:
        yield "floors: set on AMD Zen 5 and Intel Ice Lake, both with AVX-512; here the lower of the two is asked"
    if limits is None:
        yield "no limits: these kernels have no roofline()"
    elif limits.shared:
        yield "cores shared: two threads are hardly faster than one here, so nothing is ranked"
    if getattr(compiled, "is_debug", False):
        yield "a debug build of the kernels: 10 to 100 times slower than what is measured elsewhere"


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """A bar on a terminal that leaves no trace; nothing in a pipe."""
    if not sys.stdout.isatty():
        yield lambda what, part: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    # Drawn only when something is told: a thread that draws would take time from what is timed.
    with Progress(
        BarColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(file=sys.stdout),
        transient=True,
        auto_refresh=False,
    ) as bar:
        task = bar.add_task("", total=1.0)

        def tell(what: str, part: float) -> None:
            bar.update(task, description=what, completed=part)
            bar.refresh()

        yield tell
