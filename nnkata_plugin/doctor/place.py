"""Where things are read and written: the workspace, temporary files, HOME, the terminal."""

import locale
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from nnkata_plugin import worker
from nnkata_plugin.catalog import Dojo, Kata, Refusal
from nnkata_plugin.doctor.machine import Machine
from nnkata_plugin.doctor.probes import Line, probe
from nnkata_plugin.learn import events, progress, workspace

ROOM = "Places"
MIB = 1 << 20
NOEXEC = getattr(os, "ST_NOEXEC", 8)


@probe(ROOM, "workspace")
def place_of_work(machine: Machine) -> Iterator[Line]:
    dojo = workspace.here()
    if dojo is None:
        yield Line("ok", "workspace", "none here; nnkata start my-dojo makes one")
        return
    if not dojo.is_workspace:
        yield Line("ok", "workspace", f"{dojo.root}, the clone: its kata.py files are the stubs")
        return
    problems = [line for kata in workspace.days(dojo) for line in _of_day(dojo, kata)] + list(_of_state(dojo))
    yield from problems
    if not problems:
        yield Line("ok", "workspace", f"{dojo.root}, {len(workspace.days(dojo))} days")


def _of_day(dojo: Dojo, kata: Kata) -> Iterator[Line]:
    folder = dojo.folder(kata)
    restores = f"`nnkata start {dojo.root}` restores it; kata.py stays"
    try:
        dojo.refuse_changed_checks(kata)
    except Refusal:
        yield Line("mend", "workspace", f"{folder.name}/test_kata.py differs from the checks of the day", restores)
    except OSError as error:
        yield Line("mend", "workspace", f"{folder.name}/test_kata.py: {error.strerror}", restores)
    try:
        source = (folder / "kata.py").read_bytes()
        source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        yield Line(
            "mend", "workspace", f"{folder.name}/kata.py line {line} is not UTF-8", "save the file as UTF-8 text"
        )
    except FileNotFoundError:
        yield Line(
            "mend", "workspace", f"{folder.name}/kata.py is missing", f"`nnkata reset {kata.day}` brings the stub"
        )
    except OSError as error:
        yield Line("mend", "workspace", f"{folder.name}/kata.py: {error.strerror}", "make it readable")


def _of_state(dojo: Dojo) -> Iterator[Line]:
    folder = dojo.state_folder
    if not os.access(folder if folder.exists() else dojo.root, os.W_OK):
        do = "make it writable, or progress is not recorded"
        yield Line("mend", "workspace", f"{folder} cannot be written", do)
    path = folder / progress.FILE
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return
    except OSError as error:
        yield Line("mend", "workspace", f"{path}: {error.strerror}", "make it readable, or move it away and begin anew")
        return
    if lost := sum(1 for line in lines if line and not _is_event(line)):
        told = f"{lost} {'line' if lost == 1 else 'lines'} of {path} cannot be read"
        yield Line("note", "workspace", told, "they are skipped: a run was cut off, or something else wrote there")


def _is_event(line: bytes) -> bool:
    try:
        events.READ.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


@probe(ROOM, "temporary")
def temporary(machine: Machine) -> Line:
    advice = "set TMPDIR to a folder that can be written, with some space"
    try:
        folder = tempfile.gettempdir()
        with tempfile.TemporaryFile() as file:
            file.write(bytes(1 << 16))
    except OSError as error:
        return Line("mend", "temporary", f"nothing can be written: {error.strerror or error}", advice)
    asked = machine.environment.get("TMPDIR")
    if asked and Path(folder) != Path(asked).absolute():
        return Line(
            "note", "temporary", f"{folder}: TMPDIR, {asked}, cannot be written", "set TMPDIR anew, or unset it"
        )
    disk = machine.disk(folder)
    free = disk.f_bavail * disk.f_frsize
    found = (
        f"{folder}, {free / MIB:.0f} MiB free" if free < 1024 * MIB else f"{folder}, {free / MIB / 1024:.1f} GiB free"
    )
    at_work = worker.folder(worker.PORTABLE)
    if at_work != folder:
        found += f"; workers write in {at_work}"
    facts = {"folder": folder, "free": free, "workers": at_work}
    if free < 64 * MIB or (disk.f_files and not disk.f_favail):
        return Line("mend", "temporary", found, f"the disk is full: free some space, or {advice}", facts)
    if free < 1024 * MIB:
        return Line("note", "temporary", found, "little space: results and PyTorch's caches go there", facts)
    if disk.f_flag & NOEXEC:
        return Line(
            "note",
            "temporary",
            f"{found}, noexec",
            "what PyTorch compiles cannot run there: set TMPDIR elsewhere",
            facts,
        )
    return Line("ok", "temporary", found, facts=facts)


@probe(ROOM, "home")
def home(machine: Machine) -> Line:
    folder = machine.environment.get("HOME") or machine.environment.get("USERPROFILE")
    if not folder or not Path(folder).is_dir():
        return Line("note", "home", f"HOME is {folder or 'not set'}", "checks work; caches are made anew each time")
    if not os.access(folder, os.W_OK):
        return Line("note", "home", f"{folder} cannot be written", "checks work; caches are made anew each time")
    return Line("ok", "home", folder)


@probe(ROOM, "open files")
def open_files(machine: Machine) -> Line:
    most = machine.limit("NOFILE")
    if most is not None and most < 128:
        return Line("mend", "open files", f"a process may have {most}", "ulimit -n 1024, before you run pytest")
    return Line("ok", "open files", f"a process may have {most if most is not None else 'any number'}")


@probe(ROOM, "terminal")
def terminal(machine: Machine) -> Line:
    shown = (getattr(sys.stdout, "encoding", None) or "none").lower()
    files = sys.getfilesystemencoding()
    words = "unknown"
    with suppress(ValueError, TypeError):
        words = locale.getlocale()[0] or "C"
    found = f"{shown} shown, {files} in names of files, locale {words}"
    if shown.replace("-", "") != "utf8" or files.replace("-", "") != "utf8":
        return Line("note", "terminal", found, "letters outside of ASCII may be lost: export PYTHONUTF8=1")
    return Line("ok", "terminal", found)
