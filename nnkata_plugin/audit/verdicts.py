"""What the facts of a run say about the code that ran: a stub, a solution, a fault."""

from collections.abc import Iterator, Sequence

from nnkata_plugin.audit.session import Fact
from nnkata_plugin.audit.text import Problem
from nnkata_plugin.catalog import Kata
from nnkata_plugin.catalog.kata import Fault

STUB, SOLUTION, FAULTS, CHECKS = "kata.py", "spoilers/solution.py", "spoilers/faults.py", "test_kata.py"
NOTED = 3
"""How many checks are named where more are concerned."""


def of_stub(kata: Kata, facts: Sequence[Fact]) -> Iterator[Problem]:
    """A stub is todo in every check, for no other reason."""
    yield from _absent(kata, facts)
    wrong = [f"{fact['check']} came to {outcome(fact)}" for fact in facts if fact["outcome"] != "todo"]
    if wrong:
        what = "Each check must call what the learner writes before it asserts anything"
        yield STUB, f"a stub is todo in every check, but {few(wrong)}. {what}"


def of_solution(kata: Kata, facts: Sequence[Fact], checks: Sequence[str]) -> Iterator[Problem]:
    """The solution passes every check that was to run."""
    yield from _absent(kata, facts, checks)
    for fact in facts:
        if fact["outcome"] != "passed":
            yield SOLUTION, f"{fact['check']} came to {outcome(fact)}. {told(fact)}"


def of_fault(fault: Fault, facts: Sequence[Fact]) -> Iterator[Problem]:
    """A fault is rejected by an assertion and named, and nothing else is named in its place."""
    failed = [fact for fact in facts if fact["outcome"] != "passed"]
    if not failed:
        yield FAULTS, f"{fault.name}: passes every check. Write the check that it fails"
        return
    yield from _rejection(fault, failed)
    for fact in failed:
        if fact["fault"] and fault.name not in fact["fault"].split(" or "):
            what = "Make the two differ in what they answer there"
            yield FAULTS, f"{fault.name}: is called {fact['fault']} in {fact['check']}. {what}"
    if fault.probe is not None:
        also = [fact["check"] for fact in failed if fact["check"] != fault.probe]
        if also:
            yield FAULTS, f"{fault.name}: fails {few(also)} too, not only its probe {fault.probe}. Take the probe away"
    elif not any(fact["fault"] == fault.name for fact in failed):
        said = next((f"called {fact['fault']}" for fact in failed if fact["fault"]), "not named")
        checks = few([fact["check"] for fact in failed])
        what = "Make a check fail in a case where its answers are its own"
        yield FAULTS, f"{fault.name}: fails {checks} and is {said}. {what}"


def _rejection(fault: Fault, failed: Sequence[Fact]) -> Iterator[Problem]:
    first = failed[0]
    if first["outcome"] == "infra":
        yield FAULTS, f"{fault.name}: in {first['check']} the harness fails before an assertion can. {told(first)}"
    elif not any(fact["by_assertion"] for fact in failed):
        found = f"no assertion rejects it: {first['check']} ends in {outcome(first)}"
        yield FAULTS, f"{fault.name}: {found}. {told(first)}"


def _absent(kata: Kata, facts: Sequence[Fact], checks: Sequence[str] = ()) -> Iterator[Problem]:
    ran = {fact["check"] for fact in facts}
    absent = [check for check in checks or kata.checks if check not in ran]
    if absent:
        yield CHECKS, f"{few(absent)} did not run: pytest collects no such check. Is its name there twice?"


def outcome(fact: Fact) -> str:
    """``passed``, ``todo``, ``infra``, or for what is red the verdict."""
    return str(fact["verdict"] if fact["outcome"] == "red" else fact["outcome"])


def told(fact: Fact) -> str:
    """The heart of a message: the two lines that follow the one that says what was called."""
    lines = [line.strip() for line in str(fact["message"]).splitlines()]
    return " / ".join(lines[1:3] or lines)[:200]


def few(names: Sequence[str]) -> str:
    """The first names of many."""
    more = len(names) - NOTED
    return ", ".join(names[:NOTED]) + (f" and {more} more" if more > 0 else "")
