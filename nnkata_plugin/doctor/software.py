"""Python, nnkata itself, and the libraries that it is installed with."""

import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import nnkata_plugin
from nnkata_plugin.catalog import Refusal, all_katas, suite
from nnkata_plugin.doctor.machine import Machine
from nnkata_plugin.doctor.probes import Line, probe

ROOM = "Python and libraries"
OLDEST, NEWEST = (3, 11), (3, 13)
"""The Pythons that the project's own tests run on."""
BESIDE = {"pytest-xdist": ">=3.8"}
"""What nnkata is never installed with, and is tested beside."""
NEEDED_FOR = {
    "bench": "for the figures of pytest-benchmark",
    "plot": "for nnkata plot",
    "hf": "for models of Hugging Face",
    "dojo": "for a shared board",
    "cluster": "for several machines",
}
"""Extras; torch has a probe of its own."""


@probe(ROOM, "Python")
def python(machine: Machine) -> Line:
    version = ".".join(map(str, machine.python[:3]))
    found = f"{version}, {machine.implementation}, {sys.executable}"
    if machine.python[:2] < OLDEST:
        return Line("mend", "Python", found, "nnkata needs 3.11: make an environment with a newer Python")
    if not machine.is_64_bit:
        return Line(
            "mend", "Python", f"{found}, 32 bits", "install a 64-bit Python: a day's arrays do not fit into this one"
        )
    if machine.implementation != "CPython":
        return Line("note", "Python", found, "nnkata is tested on CPython only")
    if machine.python[:2] > NEWEST:
        return Line("note", "Python", found, "newer than what nnkata is tested on, 3.11 to 3.13; it may well work")
    return Line("ok", "Python", found, facts={"version": version})


@probe(ROOM, "system")
def system(machine: Machine) -> Line:
    found = f"{machine.system}, {machine.architecture}"
    if machine.system == "Windows":
        return Line("mend", "system", found, "sealed checks need Linux or macOS: use WSL, or pytest --kata-inprocess")
    return Line("ok", "system", found)


@probe(ROOM, "settings")
def settings(machine: Machine) -> Iterator[Line]:
    """Variables that change what Python and pytest do."""
    here = machine.environment
    if here.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD"):
        do = "unset it, or pytest does not know nnkata's options"
        yield Line("mend", "settings", "PYTEST_DISABLE_PLUGIN_AUTOLOAD is set", do)
    if here.get("PYTHONOPTIMIZE"):
        yield Line("note", "settings", "PYTHONOPTIMIZE is set: asserts outside of tests are left out", "unset it")
    if words := here.get("PYTEST_ADDOPTS"):
        yield Line("note", "settings", f"PYTEST_ADDOPTS adds `{words}` to each run", "unset it if a run surprises you")
    if here.get("PYTHONDONTWRITEBYTECODE"):
        found = "PYTHONDONTWRITEBYTECODE is set: each start compiles anew"
        yield Line("note", "settings", found, "unset it for a quicker start")


@probe(ROOM, "nnkata")
def nnkata(machine: Machine) -> Line:
    version = nnkata_plugin.__version__
    package = Path(nnkata_plugin.__file__).parent
    place = f"the clone {package.parent}" if suite.root() == package.parent else str(package)
    installed = machine.version("nnkata")
    if installed is None:
        return Line("mend", "nnkata", f"{version}, {place}, is not installed", "pip install -e . in the clone")
    if not any(point.name == "nnkata" for point in metadata.entry_points(group="pytest11")):
        return Line("mend", "nnkata", f"{version}: pytest cannot find the plugin", "install nnkata again")
    if installed != version:
        found = f"{version}, {place}, but installed as {installed}"
        return Line("note", "nnkata", found, "pip install -e . in the clone")
    return Line("ok", "nnkata", f"{version}, {place}", facts={"version": version})


@probe(ROOM, "days")
def days(machine: Machine) -> Iterator[Line]:
    katas = all_katas()
    broken = False
    for kata in katas:
        try:
            kata.facts  # noqa: B018  (reading it is the point: it refuses what is broken)
        except Refusal as refusal:
            broken = True
            yield Line("mend", "days", str(refusal), "restore the file, or install nnkata again")
    if not katas:
        yield Line("mend", "days", f"none in {suite.root()}", "install nnkata again: the content is not there")
    elif not broken:
        yield Line("ok", "days", f"{len(katas)}, from day {katas[0].day} to day {katas[-1].day}")


@probe(ROOM, "libraries")
def libraries(machine: Machine) -> Iterator[Line]:
    """Each library that the installed nnkata asks for, against the version it asks for."""
    absent: list[str] = []
    for name, wanted, extra in _asked_for():
        version = machine.version(name)
        if name == "torch":
            continue
        if version is not None and not fits(version, wanted):
            yield Line("mend", name, f"{version}, and nnkata needs {wanted}", f"pip install '{name}{wanted}'")
        elif version is not None:
            yield Line("ok", name, version, facts={"version": version})
        elif extra:
            absent.append(extra)
        else:
            yield Line("mend", name, "not installed", f"pip install '{name}{wanted}'")
    for name, wanted in BESIDE.items():
        if (version := machine.version(name)) is not None:
            known = fits(version, wanted)
            do = "" if known else f"nnkata is tested with {wanted}: pip install '{name}{wanted}'"
            yield Line("ok" if known else "note", name, version, do, {"version": version})
    if absent:
        extras = list(dict.fromkeys(absent))
        told = ", ".join(f"{extra} ({NEEDED_FOR.get(extra, 'optional')})" for extra in extras)
        yield Line("note", "extras", f"not installed: {told}", f"pip install 'nnkata[{','.join(extras)}]'")


@cache
def _asked_for() -> list[tuple[str, str, str]]:
    """Name, versions and extra of everything that nnkata's own metadata asks for."""
    try:
        asked = metadata.requires("nnkata") or []
    except metadata.PackageNotFoundError:
        return []
    parts = (re.match(r"([\w.-]+)\s*([^;]*)(?:;.*extra\s*==\s*['\"](\w+)['\"])?", line) for line in asked)
    return [(part[1], part[2].strip(), part[3] or "") for part in parts if part]


def wanted_of(name: str) -> str:
    """Which versions of a library nnkata asks for."""
    return next((wanted for other, wanted, _ in _asked_for() if other == name), "")


def fits(version: str, wanted: str) -> bool:
    """Whether a version is one of those wanted, such as ``>=5.3,<6``."""
    for part in filter(None, wanted.replace(" ", "").split(",")):
        sign = part.rstrip("0123456789.abcrdevpost")
        here, there = _numbers(version), _numbers(part[len(sign) :])
        if not {">=": here >= there, "<": here < there}.get(sign, True):
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    """The release; 5.3 and 5.3.0 are the same, and 6.0rc1 counts as 6."""
    release = re.match(r"[\d.]*", version)
    numbers = [int(part) for part in release[0].split(".") if part] if release else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
