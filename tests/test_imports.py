"""Imports run one way: tests use everything, the engine uses no content, content uses `nnkata_plugin.check` alone."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENGINE = sorted(path for path in (ROOT / "nnkata_plugin").rglob("*.py") if "suite" not in path.relative_to(ROOT).parts)
LATE = {"numpy", "torch", "transformers", "matplotlib", "rich", "typer"}
"""What the engine loads only when it is needed: none of it at the head of a module that a pytest run loads."""
MAY_LOAD = {
    "nnkata_plugin/plugin.py": {"pytest", "os", "sys"},
    "references/oracle": {"numpy", "references", "math", "collections", "types", "typing", "__future__"},
    "references/ceiling": {"torch", "transformers", "references", "math", "collections", "typing", "__future__"},
    # PyTorch comes as an argument: the rows are read where it is not installed, too.
    "references/rows": {"functools", "math", "collections", "typing"},
}


def at_load(path: Path) -> set[str]:
    """The top-level packages that importing a module loads itself."""
    found = set()
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def anywhere(path: Path) -> set[str]:
    """The dotted names of everything that a module imports, at load or later."""
    found = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_the_module_that_every_pytest_run_loads_imports_pytest_and_nothing_that_python_has_not_loaded():
    assert at_load(ROOT / "nnkata_plugin" / "plugin.py") <= MAY_LOAD["nnkata_plugin/plugin.py"]


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_engine_never_imports_content(path):
    assert not {name for name in anywhere(path) if name.partition(".")[0] in {"katas", "references", "tests"}}


@pytest.mark.parametrize("kind", ["oracle", "ceiling", "rows"])
def test_references_import_their_library_and_no_engine(kind):
    for path in (ROOT / "references" / kind).glob("*.py"):
        assert at_load(path) <= MAY_LOAD[f"references/{kind}"], path


@pytest.mark.parametrize("path", sorted((ROOT / "katas").glob("day*/test_kata.py")), ids=lambda path: path.parent.name)
def test_checks_import_nothing_but_pytest_and_the_check_room(path):
    # A function that is sent to the worker makes there what the learner draws on.
    assert anywhere(path) <= {"pytest", "math", "nnkata_plugin.check", "matplotlib.figure"}
    assert "matplotlib" not in at_load(path)


def test_collecting_every_day_loads_neither_numpy_nor_torch():
    katas = str(ROOT / "katas")
    loaded = "print(sorted({'numpy', 'torch'} & set(sys.modules)))"
    code = f"import pytest, sys; pytest.main(['--co', '-q', {katas!r}]); {loaded}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stdout[-2000:]
