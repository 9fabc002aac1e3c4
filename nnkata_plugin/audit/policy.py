"""Whether the checks of a day ask what they must: its cases, answers that are not unique, and leaks from held-out data.

The cases are judged by what the run of the worked solution really handed over; a line of the case policy that no call
met needs a reason in kata.toml, ``[policy]``. The rest is read from the text of test_kata.py.
"""

import ast
from collections.abc import Iterator, Sequence

from nnkata_plugin.audit.session import Fact
from nnkata_plugin.audit.text import Problem
from nnkata_plugin.audit.verdicts import CHECKS
from nnkata_plugin.catalog import Kata
from nnkata_plugin.check.policy import HANDED, LINES, OF_PARAMETERS

FACTS = "kata.toml"
LEAK_CHECK = "assert_no_leak"
HELD_OUT = "x_test"
"""What a data set calls the inputs that are held out. A day whose checks read it trains something on the rest."""
USES = {"sign": 'assert_close(..., up_to="sign")', "property": "a plain assert", "distribution": "assert_distribution"}
"""How a check compares answers that are not unique."""


def problems(kata: Kata, facts: Sequence[Fact]) -> Iterator[Problem]:
    """What the cases of a day leave out, and reasons that are none any more."""
    met = _met(facts)
    excused = kata.facts.policy
    for name in _asked(met):
        if name not in met and name not in excused:
            what = f'Widen the cases, or say why not in {FACTS}: [policy] {name} = "..."'
            yield CHECKS, f"no call has {LINES[name].says}. {what}"
    for feature, says in OF_PARAMETERS.items():
        missing = sorted(name for name in _handed(met) if f"{feature} {name}" not in met)
        if missing and feature not in excused:
            what = f'Add a case, or say why not in {FACTS}: [policy] {feature} = "..."'
            yield CHECKS, f"no call of {', '.join(missing)} has {says}. {what}"
        elif not missing and feature in excused:
            yield FACTS, _stale(feature)
    for name in excused:
        if name in LINES and (name in met or name not in _asked(met)):
            yield FACTS, _stale(name)


def covered(facts: Sequence[Fact]) -> tuple[int, int]:
    """How many lines of the policy the calls met, and how many can apply to the day."""
    met = _met(facts)
    lines = [name in met for name in _asked(met)]
    of_parameters = [f"{feature} {name}" in met for feature in OF_PARAMETERS for name in _handed(met)]
    return sum(lines) + sum(of_parameters), len(lines) + len(of_parameters)


def of_texts(kata: Kata) -> Iterator[Problem]:
    """What test_kata.py lacks of what kata.toml and its own data ask for."""
    try:
        tree = ast.parse((kata.folder / CHECKS).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return  # said elsewhere
    used = set(_used(tree))
    for word in kata.facts.uniques:
        if word in USES and word not in used:
            yield FACTS, f"unique is {word}, but no check uses {USES[word]}. Use it, or take the word away"
    for word in sorted(used - {"property"} - set(kata.facts.uniques)):
        yield FACTS, f'a check uses {USES[word]}. Say so: unique = "{word}"'
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    if HELD_OUT in names and LEAK_CHECK not in {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}:
        what = f"Write a check that calls {LEAK_CHECK}"
        yield CHECKS, f"trains on data of which a part is held out, but looks for no leak. {what}"


def _met(facts: Sequence[Fact]) -> set[str]:
    return {feature for fact in facts for feature in fact.get("evidence", {}).get("features", ())}


def _asked(met: set[str]) -> list[str]:
    """The lines that can apply: where no array was handed over, none can be in Fortran order."""
    return [name for name, line in LINES.items() if line.where in met]


def _handed(met: set[str]) -> list[str]:
    return [feature.partition(" ")[2] for feature in met if feature.startswith(f"{HANDED} ")]


def _stale(name: str) -> str:
    return f"[policy] {name} gives a reason for what the calls meet, or cannot meet. Remove it"


def _used(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            words = {word.arg for word in node.keywords}
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            if called == "assert_close" and "up_to" in words:
                yield "sign"
            elif called == "assert_distribution":
                yield "distribution"
        elif isinstance(node, ast.Assert):
            yield "property"
