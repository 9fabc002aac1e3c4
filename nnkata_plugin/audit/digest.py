"""What the verdict on a day depends on, as digests: the day's own files, and the engine that all days share."""

import ast
import hashlib
import platform
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import nnkata_plugin
from nnkata_plugin.audit.text import RECEIPT, files_of
from nnkata_plugin.catalog import Kata, suite
from nnkata_plugin.catalog.libraries import EXTRAS

DECIDE = ("hooks.py", "plugin.py", "audit", "catalog", "check", "worker")
"""What of the engine has a say in a verdict."""
TRUTH = ("Cargo.lock", "kernels/Cargo.toml", "kernels/src")
"""What the compiled kernels are made of, where there is a clone: answers are compared with theirs."""


def of_day(kata: Kata) -> str:
    """The digest of all that is the day's own: its folder without the receipt, and the references that it names."""
    own = (path for path in files_of(kata) if path != kata.folder / RECEIPT)
    return _digest({*own, *_references(kata)}, suite.root())


def of_engine() -> str:
    """The digest of all that decides every day's verdict: engine, kernels, and the minor versions of the libraries."""
    package, root = Path(nnkata_plugin.__file__).parent, suite.root()
    engine = (file for name in DECIDE for file in _below(package / name) if file.suffix == ".py")
    kernels = (file for name in TRUTH for file in _below(root / name))
    parts = [_digest(engine, package), _digest(kernels, root), *_versions()]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _digest(files: Iterable[Path], root: Path) -> str:
    """Of names and contents: a file that is moved counts as changed."""
    whole = hashlib.sha256()
    for path in sorted(files):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return whole.hexdigest()


def _below(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    yield from (file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)


def _versions() -> Iterator[str]:
    yield f"{platform.python_implementation()} {sys.version_info.major}.{sys.version_info.minor}"
    for library in ("numpy", *EXTRAS):
        try:
            yield f"{library} {'.'.join(metadata.version(library).split('.')[:2])}"
        except metadata.PackageNotFoundError:
            yield f"no {library}"


def _references(kata: Kata) -> set[Path]:
    """The files of references/ that the day names, and those that they import."""
    references = suite.root() / "references"
    waiting = [
        references / kind / f"{named.partition('.')[0]}.py"
        for function in kata.facts.function
        for kind, named in (("oracle", function.oracle), ("ceiling", function.ceiling))
        if named
    ]
    found: set[Path] = set()
    for name in (name for path in kata.folder.glob("*.py") for name in _datasets(path)):
        waiting.append(references / "datasets" / f"{name}.py")
        found.update(_below(references / "datasets" / name))
    while waiting:
        path = waiting.pop()
        if path.is_file() and path not in found:
            found.add(path)
            waiting += _imported(path)
    return found


def _imported(path: Path) -> Iterator[Path]:
    """What a file of references/ imports from there: modules, and names that may be modules."""
    for node in _nodes(path):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "references":
            for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                yield suite.root() / f"{str(name).replace('.', '/')}.py"


def _datasets(path: Path) -> Iterator[str]:
    """The data sets that a file of a day loads: ``dataset("mnist")``."""
    for node in _nodes(path):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "dataset":
            named = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "name")][:1]
            yield from (str(name.value) for name in named if isinstance(name, ast.Constant))


def _nodes(path: Path) -> Iterator[ast.AST]:
    try:
        yield from ast.walk(ast.parse(path.read_bytes()))
    except (SyntaxError, ValueError):
        return  # the audit says it; here the text counts, whatever it means
