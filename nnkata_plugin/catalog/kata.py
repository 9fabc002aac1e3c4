"""A kata: one folder of the suite. Nothing about it is listed anywhere else."""

import ast
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from nnkata_plugin.catalog import facts as facts_file
from nnkata_plugin.catalog import libraries, suite
from nnkata_plugin.catalog.libraries import Library
from nnkata_plugin.catalog.refusal import Refusal

FOLDER = re.compile(r"day(\d\d)_(\w+)")
LAST_WEEK_OF_PHASE = (2, 5, 9, 12)


@dataclass(frozen=True)
class Fault:
    """A known wrong solution, as spoilers/faults.py declares it."""

    name: str
    target: str
    """The name it replaces in the worked solution."""
    tells: str
    """What the learner is told; reads after "it ..."."""
    lesson: str | None
    """The heading of the lesson to read again."""
    probe: str | None
    """The one check that it fails, where no output shows it."""


@dataclass(frozen=True)
class Kata:
    """A day's folder in the suite."""

    folder: Path
    day: int
    slug: str

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def week(self) -> int:
        return (self.day - 1) // 7 + 1

    @property
    def phase(self) -> int:
        return 1 + sum(self.week > last for last in LAST_WEEK_OF_PHASE)

    @cached_property
    def facts(self) -> facts_file.Facts:
        return facts_file.read(self.folder / "kata.toml")

    @property
    def lacks(self) -> Library | None:
        """The library that none of its checks can do without, where that is not installed."""
        needs_torch = self.facts.arrays == "torch" or "torch" in self.facts.needs
        return "torch" if needs_torch and not libraries.is_installed("torch") else None

    @cached_property
    def lacking(self) -> dict[str, Library]:
        """Its functions that cannot be called here, each with a library that is not installed."""
        needs = [(function.name, library) for function in self.facts.function for library in function.needs]
        return {name: library for name, library in needs if not libraries.is_installed(library)}

    @cached_property
    def worker(self) -> str:
        """The kind of worker that its code runs in: which libraries are loaded there before any code is."""
        draws = any("matplotlib" in function.needs for function in self.facts.function)
        plots = draws and self.facts.arrays == "numpy" and libraries.is_installed("matplotlib")
        return "plot" if plots else self.facts.arrays

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The marks that its checks get: ``day2 day02 week1 phase1`` and its topics."""
        numbers = (f"day{self.day}", f"day{self.day:02}", f"week{self.week}", f"phase{self.phase}")
        return tuple(dict.fromkeys((*numbers, *self.facts.topics)))

    @cached_property
    def checks(self) -> tuple[str, ...]:
        """The checks it declares: the ``test_*`` functions of the suite's test_kata.py, read from the syntax tree."""
        tree = self._syntax("test_kata.py")
        return tuple(n.name for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_"))

    @cached_property
    def signatures(self) -> dict[str, str]:
        """The functions and classes that the stub declares, each with its parameters."""
        found = {}
        for node in self._syntax("kata.py").body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = ast.unparse(node.args)
            elif isinstance(node, ast.ClassDef):
                found[node.name] = ""
        return found

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """The faults it knows, read from the syntax tree of spoilers/faults.py: nothing of it runs here."""
        nodes = (n for n in self._syntax("spoilers/faults.py").body if isinstance(n, ast.FunctionDef | ast.ClassDef))
        return tuple(fault for node in nodes if (fault := _fault(node)))

    def _syntax(self, name: str) -> ast.Module:
        path = self.folder / name
        try:
            return ast.parse(path.read_bytes(), str(path))
        except FileNotFoundError:
            raise Refusal(f"{path}: not found, so day {self.day} declares nothing. Restore the file") from None
        except (SyntaxError, ValueError) as error:
            raise Refusal(f"{path}: {error}") from None


def _fault(node: ast.FunctionDef | ast.ClassDef) -> Fault | None:
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "fault":
            words = {word.arg: ast.literal_eval(word.value) for word in mark.keywords}
            told = (ast.get_docstring(node) or "").partition("\n\n")[0]
            return Fault(
                name=node.name,
                target=ast.literal_eval(mark.args[0]),
                tells=" ".join(told.split()),
                lesson=words.get("lesson"),
                probe=words.get("probe"),
            )
    return None


@cache
def all_katas() -> tuple[Kata, ...]:
    """Every kata of the suite, by day.

    Raises:
        Refusal: Two folders carry the same day.
    """
    found: dict[int, Kata] = {}
    for folder in sorted((suite.root() / "katas").glob("day*")):
        match = FOLDER.fullmatch(folder.name)
        if match and (folder / "kata.toml").is_file():
            kata = Kata(folder, int(match[1]), match[2])
            if kata.day in found:
                raise Refusal(f"{folder}: day {kata.day} is already {found[kata.day].name}. Rename one of them")
            found[kata.day] = kata
    return tuple(found.values())


def kata_of_day(day: int) -> Kata:
    """The kata of a day.

    Raises:
        Refusal: There is none; names the nearest.
    """
    by_day = {kata.day: kata for kata in all_katas()}
    if day not in by_day:
        if not by_day:
            raise Refusal(f"{suite.root()}: no katas found. Reinstall nnkata")
        nearest = min(by_day, key=lambda known: abs(known - day))
        raise Refusal(f"day {day}: there is no such kata. The nearest is day {nearest} ({by_day[nearest].slug})")
    return by_day[day]
