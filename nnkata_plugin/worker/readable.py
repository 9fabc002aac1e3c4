"""What confined code may read: the standard library, installed packages, shared libraries, a few facts of the system.

All of it as a list of what is allowed. The kernel cannot take a folder out of one that is allowed, so where something
forbidden lies inside, the entries around it are allowed one by one.
"""

import os
import sys
import sysconfig
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from .landlock import READ, READ_AND_WRITE, READ_DIR

PACKAGE = "nnkata_plugin"
SITES = ("site-packages", "dist-packages")
SYSTEM = (
    "/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64",
    "/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types", "/usr/share/zoneinfo",
    "/sys/devices/system/cpu", "/sys/devices/system/node", "/proc/cpuinfo", "/dev/zero", "/dev/random", "/dev/urandom",
)  # fmt: skip
NAMES = ("/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/protocols", "/etc/services")
"""What tells that localhost is this machine."""

Rule = tuple[str, int]
"""A path, and what is allowed there and below: `READ` and the like."""


def allowed(roots: Iterable[str], forbidden: Iterable[str]) -> list[Rule]:
    """What lies in these files and folders, but for what lies in a forbidden one.

    The nearest name that a path lies under decides: a root inside something forbidden is allowed. Folders that were
    gone through entry by entry can be listed, as imports need it; so can the names below a forbidden one there.
    """
    barred = {os.path.realpath(path) for path in forbidden}
    rules: dict[str, int] = {}
    for root in sorted({os.path.realpath(root) for root in roots}):
        if root not in barred and os.path.exists(root):
            rules |= _without(root, [path for path in barred if _is_inside(path, root)])
    return list(rules.items())


def _without(path: str, barred: Collection[str]) -> Iterator[Rule]:
    """The rules for a path, around all that is barred in it."""
    if not barred:
        yield path, READ
        return
    yield path, READ_DIR
    try:
        entries = sorted(os.scandir(path), key=lambda entry: entry.name)
    except OSError:
        return  # what cannot be listed by its owner need not be read
    for entry in entries:
        # What a link leads to is judged where it lies.
        if entry.path not in barred and not entry.is_symlink():
            yield from _without(entry.path, [inner for inner in barred if _is_inside(inner, entry.path)])


def _is_inside(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")


@cache
def libraries(hidden: tuple[str, ...]) -> tuple[Rule, ...]:
    """What every confined process may read; prepared once for all that are forked from this one.

    Args:
        hidden: Folders that must not be read, among those that lie in `roots`.
    """
    rules = allowed(roots(), [*_own_packages(), *hidden])
    return (*rules, ("/dev/null", READ_AND_WRITE))


def hidden_here(folders: Iterable[str]) -> tuple[str, ...]:
    """Those of the folders, without links on their way, that lie among the libraries: they have to be kept out."""
    return tuple(folder for folder in folders if any(_is_inside(folder, root) for root in roots()))


@cache
def roots() -> tuple[str, ...]:
    """The files and folders that libraries lie in. Not the folders of sources that a .pth file puts on the path."""
    places = sysconfig.get_paths()
    found = [places[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    found += [entry for entry in sys.path if os.path.basename(entry) in SITES or entry.endswith(".zip")]
    found += [sysconfig.get_config_var("LIBDIR") or "", os.path.join(sys.base_prefix, "lib")]
    found += os.environ.get("LD_LIBRARY_PATH", "").split(":")
    found += _folders_of_loaded_libraries()
    found += SYSTEM
    found += list(_linked_packages(found))
    absolute = sorted({os.path.realpath(path) for path in found if os.path.isabs(path) and os.path.exists(path)})
    return tuple(path for path in absolute if path != "/" and not any(_is_inside(path, other) for other in absolute))


def _own_packages() -> Iterator[str]:
    """Where this package lies, and wherever else it is installed."""
    yield os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for root in roots():
        for folder in (root, *(os.path.join(root, name) for name in _site_folders(root))):
            if os.path.exists(own := os.path.join(folder, PACKAGE)):
                yield own


def _site_folders(root: str) -> list[str]:
    """The site-packages of a library folder, such as python3.12/site-packages in /usr/lib."""
    found = []
    for level in ("", *(entry.name for entry in _folders(root) if entry.name.startswith("python"))):
        found += [os.path.join(level, name) for name in SITES if os.path.isdir(os.path.join(root, level, name))]
    return found


def _linked_packages(folders: Iterable[str]) -> Iterator[str]:
    """Packages that links in site-packages lead to, where they are installed elsewhere, and no folder of sources."""
    for folder in folders:
        if os.path.basename(folder) in SITES:
            targets = [os.path.realpath(entry.path) for entry in _entries(folder) if entry.is_symlink()]
            yield from (target for target in targets if set(SITES) & set(target.split("/")))


def _folders_of_loaded_libraries() -> set[str]:
    """Where the shared libraries of this process came from: not every system keeps them in the usual places."""
    try:
        with open("/proc/self/maps") as maps:
            paths = {line.split(None, 5)[5].strip() for line in maps if ".so" in line}
    except (OSError, IndexError):
        return set()
    return {os.path.dirname(path) for path in paths if os.path.isfile(path)}


def _folders(folder: str) -> list["os.DirEntry[str]"]:
    return [entry for entry in _entries(folder) if entry.is_dir()]


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    try:
        return list(os.scandir(folder))
    except OSError:
        return []
