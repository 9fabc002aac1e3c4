"""What can be seen of a day without running it: its files, headings, hints and signatures."""

import ast
import copy
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from nnkata_plugin.catalog import Kata

ROLES = (
    "kata.py",
    "lesson.md",
    "test_kata.py",
    "kata.toml",
    "spoilers/solution.py",
    "spoilers/faults.py",
    "spoilers/hints.md",
)
RECEIPT = "spoilers/audit.json"
OPTIONAL = ("given.py", "plot.py", "oracle.py", "spoilers/naive.py", "spoilers/survivors.toml", RECEIPT)
HEADINGS = ("Idea", "Maths", "By hand", "Task", "After")
FEWEST_FAULTS = 5
HINTS = {"1": "the idea in words", "2": "a shape or an invariant", "3": "pseudo-code"}
FORMULA = re.compile(r"[=^√∑∂]|[<>]=|\$|\w\(|[\w)\]] [-+*/@%] [\w(\[]|\w\*\*\w")
UNPROVEN = {"approx", "allclose", "isclose", "assert_allclose", "assert_almost_equal", "assert_array_almost_equal"}
"""Comparisons with a bound that nothing is known about."""

Problem = tuple[str, str]
"""Where, and what is wrong with what to do about it."""


def problems(kata: Kata) -> Iterator[Problem]:
    """What does not hold in the texts of a day."""
    missing = [name for name in ROLES if not (kata.folder / name).is_file()]
    for name in missing:
        yield name, "not found. Every day has one: write it"
    yield from _strays(kata)
    if "lesson.md" not in missing:
        yield from _lesson(kata)
    if "spoilers/hints.md" not in missing:
        yield from _hints((kata.folder / "spoilers/hints.md").read_text(encoding="utf-8"))
    if "spoilers/faults.py" not in missing:
        yield from _faults(kata, set(missing))
    if "kata.py" not in missing:
        yield from _contracts(_tree(kata, "kata.py"))
    if "test_kata.py" not in missing:
        yield from _comparisons(_tree(kata, "test_kata.py"))
    if not {"kata.py", "spoilers/solution.py"} & set(missing):
        yield from _signatures(kata)


def files_of(kata: Kata) -> Iterator[Path]:
    """The files of a day's folder, but what is hidden or left behind by Python."""
    for path in sorted(kata.folder.rglob("*")):
        parts = path.relative_to(kata.folder).parts
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in parts):
            yield path


def _strays(kata: Kata) -> Iterator[Problem]:
    for path in files_of(kata):
        inside = path.relative_to(kata.folder).as_posix()
        if inside not in (*ROLES, *OPTIONAL):
            yield inside, f"has no role. A day consists of {', '.join((*ROLES, *OPTIONAL))}"


def headings(text: str, level: str = "##") -> list[str]:
    """The headings of one level, outside of code blocks."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return [line[len(level) :].strip() for line in prose.splitlines() if line.startswith(level + " ")]


def _lesson(kata: Kata) -> Iterator[Problem]:
    text = (kata.folder / "lesson.md").read_text(encoding="utf-8")
    found = headings(text)
    if not text.startswith(f"# Day {kata.day}: "):
        yield "lesson.md", f'does not begin with "# Day {kata.day}: ". Give the page its title'
    for heading in HEADINGS:
        if heading not in found:
            yield "lesson.md", f'has no "## {heading}". Add it: a lesson goes {" / ".join(HEADINGS)}'
    present = [heading for heading in HEADINGS if heading in found]
    for one, other in pairwise(present):
        if found.index(one) > found.index(other):
            yield "lesson.md", f'"## {other}" comes before "## {one}". Swap them'
    if (kata.folder / "spoilers/faults.py").is_file():
        known = set(found) | set(headings(text, "###"))
        for fault in kata.faults:
            if fault.lesson is not None and fault.lesson not in known:
                yield "spoilers/faults.py", f'{fault.name}: lesson.md has no heading "{fault.lesson}". Name one of it'


def _hints(text: str) -> Iterator[Problem]:
    where, found = "spoilers/hints.md", re.split(r"^## (.*)\n", text, flags=re.MULTILINE)[1:]
    steps = dict(zip(found[::2], found[1::2], strict=True))
    if found[::2] != list(HINTS):
        shown = ", ".join(f'"## {step}"' for step in found[::2]) or "nothing"
        yield where, f'has the steps {shown}. There are "## 1", "## 2" and "## 3", once each, in this order'
    for number, what in HINTS.items():
        if number in steps and not steps[number].strip():
            yield where, f'"## {number}" is empty. It holds {what}'
    first = steps.get("1", "")
    spans = [quoted for quoted in re.findall(r"`([^`]*)`", first) if not re.fullmatch(r"[\w.]+", quoted)]
    formula = FORMULA.search(first)
    if "```" in first:
        yield where, "hint 1 holds a code block. The first hint tells the idea in words"
    elif spans or formula:
        shown = f"`{spans[0]}`" if spans or formula is None else _around(first, formula.start())
        yield where, f"hint 1 holds a formula: {shown}. The first hint tells the idea in words"


def _around(text: str, at: int) -> str:
    return " ".join(text[max(0, at - 15) : at + 15].split())


def _contracts(stub: ast.Module) -> Iterator[Problem]:
    """The contract is written once, in kata.py: whoever reads it must not have to guess."""
    for node in stub.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not ast.get_docstring(node):
            yield "kata.py", f"{node.name}: has no docstring. It is the only place where the contract is written"


def _comparisons(checks: ast.Module) -> Iterator[Problem]:
    for node in ast.walk(checks):
        called = node.func if isinstance(node, ast.Call) else None
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name in UNPROVEN and isinstance(node, ast.Call):
            what = "Use assert_close: its bound comes from dtype, length and scale, and is proven"
            yield "test_kata.py", f"line {node.lineno} compares with {name}. {what}"


def _faults(kata: Kata, missing: set[str]) -> Iterator[Problem]:
    where = "spoilers/faults.py"
    if len(kata.faults) < FEWEST_FAULTS:
        what = f"A day knows at least {FEWEST_FAULTS}: what do beginners get wrong?"
        yield where, f"has {len(kata.faults)} faults. {what}"
    solution = None if "spoilers/solution.py" in missing else signatures_of(_tree(kata, "spoilers/solution.py"))
    signatures = signatures_of(_tree(kata, where))
    for fault in kata.faults:
        if not fault.tells:
            yield where, f"{fault.name}: has no docstring. Its first line is what the learner is told"
        if fault.probe is not None and fault.probe not in kata.checks:
            yield where, f"{fault.name}: test_kata.py has no check {fault.probe} that could be its probe"
        if solution is None:
            continue
        right, wrong = solution.get(fault.target), signatures[fault.name]
        if fault.target not in solution:
            yield where, f"{fault.name}: solution.py has no `{fault.target}` that it could replace"
        elif right is not None and wrong is not None and right != wrong:
            yield where, f"{fault.name}({wrong}): it replaces {fault.target}({right}). Use one signature"


def _signatures(kata: Kata) -> Iterator[Problem]:
    """The solution has what the stub has, with the same parameters; the checks and kata.toml ask for nothing else."""
    stub, solution = (signatures_of(_tree(kata, name)) for name in ("kata.py", "spoilers/solution.py"))
    for name, signature in stub.items():
        if name not in solution:
            yield "spoilers/solution.py", f"has no `{name}`, which kata.py asks for"
        elif signature != solution[name]:
            yield (
                "spoilers/solution.py",
                f"{name}({solution[name]}): kata.py has {name}({signature}). Use one signature",
            )
    for function in kata.facts.function:
        if function.name not in stub and not (function.kernel or function.oracle):
            yield "kata.toml", f"[[function]] {function.name}: kata.py has no `{function.name}`"
    if (kata.folder / "test_kata.py").is_file():
        for name in sorted(_called(_tree(kata, "test_kata.py")) - stub.keys() - {"run"}):
            yield "test_kata.py", f"calls kata.{name}, but kata.py has no `{name}`"


def _called(tree: ast.Module) -> set[str]:
    """What the checks call of the learner's file: ``kata.NAME``."""
    attributes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return {node.attr for node in attributes if isinstance(node.value, ast.Name) and node.value.id == "kata"}


def _tree(kata: Kata, name: str) -> ast.Module:
    return ast.parse((kata.folder / name).read_bytes(), str(kata.folder / name))


def signatures_of(tree: ast.Module) -> dict[str, str | None]:
    """Functions and methods with their parameters and defaults, without annotations; a class has None.

    A method that is inherited from a class of the same file is a method like any other.
    """
    found: dict[str, str | None] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = _parameters(node)
        elif isinstance(node, ast.ClassDef):
            inherited = [base.id for base in node.bases if isinstance(base, ast.Name)]
            for name, signature in list(found.items()):
                owner, _, method = name.partition(".")
                if method and owner in inherited:
                    found[f"{node.name}.{method}"] = signature
            found[node.name] = None
            methods = (part for part in node.body if isinstance(part, ast.FunctionDef))
            found |= {f"{node.name}.{method.name}": _parameters(method) for method in methods}
    return found


def _parameters(function: ast.FunctionDef) -> str:
    plain = copy.deepcopy(function.args)
    for node in ast.walk(plain):
        if isinstance(node, ast.arg):
            node.annotation = None
    return ast.unparse(plain)
