"""What the checks of a day call: one run of the worked solution with everything in it wrapped by code that notes it."""

import ast
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nnkata_plugin.audit import cheating
from nnkata_plugin.audit.mutants import is_docstring
from nnkata_plugin.audit.session import Fact
from nnkata_plugin.audit.text import signatures_of
from nnkata_plugin.catalog import Kata
from nnkata_plugin.catalog.implementation import Implementation, program
from nnkata_plugin.catalog.kata import Fault
from nnkata_plugin.check.reach import names_in
from nnkata_plugin.worker import Program

PLUMBING = ("__getattr__", "__getattribute__", "__setattr__", "__delattr__", "__new__", "__del__", "__init_subclass__")
"""Python calls these by itself, also for the one who only looks on."""
MARKER = "marker"


def functions_of(solution: Implementation) -> list[str]:
    """What can be called of a solution: ``softmax``, ``Dense.backward``; inherited methods, too."""
    signatures = signatures_of(ast.parse(solution.source))
    return [
        name
        for name, signature in signatures.items()
        if signature is not None and name.rpartition(".")[2] not in PLUMBING
    ]


def beside(kata: Kata, solution: Implementation, lines: Sequence[str]) -> Program:
    """The solution, with some lines run behind `cheating`, where the faults would be."""
    tail = ["import kata", "from nnkata_plugin.check import fault", *lines]
    tail += [f"def {MARKER}(): ...", f"fault({MARKER!r})({MARKER})"]
    made = program(kata, solution.source, str(solution.path))
    # A cheat may use what the learner may not.
    return replace(made, forbid=(), fault=MARKER, faults="\n".join([cheating.code(), *tail, ""]).encode())


def surveying(kata: Kata, solution: Implementation) -> Implementation:
    """The solution, with all that can be called of it telling what happens to it."""
    lines = [f"wrap(kata, {name!r}, Survey({name!r}))" for name in functions_of(solution)]
    return Implementation("survey", solution.path, solution.source, beside(kata, solution, lines))


class Survey:
    """What one run noted: for each check, for each function that it calls, what `cheating.calls.Survey` says of it."""

    def __init__(self, solution: Implementation, facts: Iterable[Fact]) -> None:
        self.noted: dict[str, Mapping[str, dict[str, Any]]] = {}
        for fact in facts:
            lines = [line for line in str(fact.get("printed", "")).splitlines() if line.startswith(cheating.MARK)]
            told_of = [json.loads(line.removeprefix(cheating.MARK)) for line in lines]
            self.noted[str(fact["check"])] = {noted["name"]: noted for noted in told_of}  # the last holds all before it
        self._known = set(functions_of(solution))
        self._at_load = _mentioned_at_load(ast.parse(solution.source))

    def meets(self, check: str, function: str) -> bool:
        """Whether a check calls a function, or anything of a class. Of what was not watched it is taken for granted."""
        mine = {name for name in self._known if name == function or name.startswith(f"{function}.")}
        if not mine or any(name.rpartition(".")[2] in self._at_load for name in mine):
            return True
        return bool(mine & self.noted.get(check, {}).keys())


def changed_by(kata: Kata, fault: Fault) -> list[str]:
    """What of the solution a fault changes: a function, or the methods that a class has of its own."""
    tree = ast.parse((kata.folder / "spoilers/faults.py").read_bytes())
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    waiting, found = [fault.name], []
    while waiting:
        node = classes.get(waiting.pop())
        if node is None or not all(isinstance(part, ast.FunctionDef) or is_docstring(part) for part in node.body):
            return [fault.target]
        found += [f"{fault.target}.{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)]
        waiting += [base.id for base in node.bases if isinstance(base, ast.Name)]
    return found


def _mentioned_at_load(tree: ast.Module) -> set[str]:
    """Names that are used while the file is loaded, before anything can be wrapped, and what those use in turn."""
    inside: dict[str, set[str]] = {}
    found: set[str] = set()

    def look(body: Iterable[ast.stmt]) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef):
                inside.setdefault(node.name, set()).update(*(names_in(part) for part in node.body))
                found.update(*(names_in(part) for part in (*node.decorator_list, node.args)))
            elif isinstance(node, ast.ClassDef):
                found.update(*(names_in(part) for part in (*node.decorator_list, *node.bases)))
                look(node.body)
            elif not isinstance(node, ast.Import | ast.ImportFrom):
                found.update(names_in(node))

    look(tree.body)
    fresh = found & inside.keys()
    while fresh:
        found |= fresh
        fresh = {name for function in fresh for name in inside[function] & inside.keys()} - found
    return found
