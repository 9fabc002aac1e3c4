"""The learner's file as a running module. The sealed worker and the debugger's backend load it with this code."""

import builtins
import linecache
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from .source import Source

ABSENT = ("nnkata_plugin", "pytest", "_pytest")  # a check's own tools are not there while it judges
LONGEST_LINE = 200
FILES = ("source", "given", "faults")


@dataclass(frozen=True)
class Program:
    """What a worker runs: the learner's file as bytes, and what it may import beside the libraries.

    With `fault` set, `source` is the worked solution, and the object of that name in `faults` (the bytes of
    faults.py) takes the place of the name it is a fault of.
    """

    source: bytes
    filename: str
    given: bytes | None = None
    given_filename: str = "given.py"
    faults: bytes | None = None
    fault: str | None = None
    forbid: tuple[str, ...] = ()

    def packed(self) -> tuple[dict[str, Any], list[bytes]]:
        """The fields, and the files that follow each other."""
        header = asdict(self)
        files = [header.pop(name) for name in FILES]
        sizes = [None if file is None else len(file) for file in files]
        return header | {"sizes": sizes}, [file for file in files if file]

    @classmethod
    def unpacked(cls, header: dict[str, Any], body: memoryview) -> "Program":
        """The program that `packed` took apart."""
        fields: dict[str, Any] = header | {"forbid": tuple(header["forbid"])}
        for name, size in zip(FILES, fields.pop("sizes"), strict=True):
            fields[name] = None if size is None else bytes(body[:size])
            body = body[size or 0 :]
        return cls(**fields)

    def line(self, number: int) -> str:
        """A line of the learner's file, as a message shows it."""
        lines = self.source.decode("utf-8", "replace").splitlines()
        return lines[number - 1].strip()[:LONGEST_LINE] if 0 < number <= len(lines) else ""


class UnloadableError(Exception):
    """The file cannot become a module; the message is one line, `line` where (0: nowhere)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class Loaded:
    """A program's modules, and functions of a check compiled beside them."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.modules: dict[str, types.ModuleType] = {}
        self._functions: dict[Source, Callable[..., Any]] = {}
        self._replaced: dict[str, types.ModuleType | None] = {}

    def load(self) -> None:
        """Run the files. Raises UnloadableError, or whatever the learner's code raises."""
        program = self.program
        if program.given is not None:
            self._run("given", _text(program.given, program.given_filename), program.given_filename)
        self._run("kata", _text(program.source, program.filename), program.filename, program.forbid)
        if program.fault is not None:
            self._put_fault(program.fault)

    def unload(self) -> None:
        """Give back the names in sys.modules."""
        for name, former in self._replaced.items():
            if former is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = former

    @property
    def kata(self) -> types.ModuleType:
        return self.modules["kata"]

    def function(self, name: str) -> Any:
        """The learner's function or class of this name; UnloadableError says what is there instead."""
        file = self.program.filename
        try:
            found: Any = vars(self.kata)[name]
        except KeyError:
            if not self.program.source.strip():
                raise UnloadableError(f"{file} is empty: it has no function `{name}`") from None
            raise UnloadableError(f"{file} has no function `{name}`{self._nearest(name)}") from None
        if not callable(found):
            raise UnloadableError(f"`{name}` in {file} is of type {type(found).__name__}, not a function")
        return found

    def _nearest(self, name: str) -> str:
        import difflib

        known = [known for known, value in vars(self.kata).items() if callable(value) and not known.startswith("__")]
        near = difflib.get_close_matches(name, known, 1)
        return f" (did you mean `{near[0]}`?)" if near else ""

    def compiled(self, source: Source) -> Callable[..., Any]:
        """The check's function, under the name and line numbers of the test file."""
        if source not in self._functions:
            code = compile("\n" * (source.line - 1) + source.text, source.filename, "exec", dont_inherit=True)
            names: dict[str, Any] = {"__name__": "test_kata", "__builtins__": self._builtins({})}
            used = _names_in(code)
            for name, module in {"math": "math", "np": "numpy", "torch": "torch"}.items():
                if name in used:
                    names[name] = __import__(module)
            exec(code, names)
            self._functions[source] = names[source.name]
        return self._functions[source]

    def _run(self, name: str, text: str, filename: str, forbid: tuple[str, ...] = ()) -> types.ModuleType:
        module = types.ModuleType(name)
        module.__file__ = filename
        refused = {word: f"this day is written without {word}" for word in forbid}
        vars(module)["__builtins__"] = self._builtins(refused)
        code = _compiled(text, filename)
        linecache.cache[filename] = len(text), None, text.splitlines(True), filename
        self._replaced.setdefault(name, sys.modules.get(name))
        sys.modules[name] = self.modules[name] = module
        exec(code, vars(module))
        return module

    def _put_fault(self, name: str) -> None:
        targets: dict[str, str] = {}

        def fault(target: str, **told: Any) -> Callable[[Any], Any]:
            def note(wrong: Any) -> Any:
                targets[wrong.__name__] = target
                return wrong

            return note

        check = types.ModuleType("nnkata_plugin.check")
        vars(check)["fault"] = fault
        self.modules["nnkata_plugin.check"] = check
        faults = self._run("faults", _text(self.program.faults or b"", "faults.py"), "faults.py")
        if name not in targets:
            raise UnloadableError(f"faults.py has no fault `{name}`")
        setattr(self.kata, targets[name], vars(faults)[name])

    def _builtins(self, refused: Mapping[str, str]) -> dict[str, Any]:
        """Builtins whose import knows this program's modules and what is refused.

        They belong to one module, so nothing is patched for the libraries, nor for the process of the debugger.
        """
        refused = {word: f"{word} is not there while your code is checked" for word in ABSENT} | dict(refused)

        def import_(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
            if level == 0:
                if name in self.modules:
                    return self.modules[name]
                for word in (name, *(f"{name}.{item}" for item in fromlist or ())):
                    for no, why in refused.items():
                        if word == no or word.startswith(no + "."):
                            raise ImportError(why, name=word)
            return builtins.__import__(name, globals, locals, fromlist, level)

        return {**vars(builtins), "__import__": import_}


def _text(source: bytes, filename: str) -> str:
    if (at := source.find(b"\0")) >= 0:
        line = source.count(b"\n", 0, at) + 1
        raise UnloadableError(f"{filename} line {line}: a null byte; save the file as plain UTF-8 text", line)
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise UnloadableError(f"{filename} line {line}: not UTF-8; save the file as UTF-8 text", line) from None


@lru_cache(maxsize=16)  # naming loads the same solution and faults again and again
def _compiled(text: str, filename: str) -> types.CodeType:
    try:
        return compile(text, filename, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = error.lineno or 1
        raise UnloadableError(f"{filename} line {line}: {type(error).__name__}: {error.msg}", line) from None
    except (RecursionError, MemoryError, OverflowError, ValueError) as error:
        raise UnloadableError(f"{filename} cannot be compiled: {type(error).__name__}: nested too deep?") from None


def _names_in(code: types.CodeType) -> set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= _names_in(constant)
    return names
