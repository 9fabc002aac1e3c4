"""What the rungs of a day are: the learner's code, and the programs that it is compared with."""

import ast
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nnkata_plugin.catalog import Kata, suite
from nnkata_plugin.catalog.facts import Function
from nnkata_plugin.catalog.implementation import Implementation, program
from nnkata_plugin.check.bench import Timed
from nnkata_plugin.speed.timings import LEARNER, OWN
from nnkata_plugin.worker import PORTABLE, Isolation, Program

NO_KERNELS = "Rust: no Rust rung: nnkata was installed without its compiled kernels"
NO_TORCH = "PyTorch: not installed: pip install 'nnkata[torch]'"
NO_CUDA = "PyTorch CUDA: no CUDA device"
NOT_CONFINED = "PyTorch CUDA: portable, not confined: it needs the device"
SPARE = 1 << 30
"""Bytes on top of the day's own: the inputs that lie ready, and the answers until they are fetched."""
UNLIMITED = 1 << 50
"""CUDA maps all the memory there is into the address space."""

REFERENCES = """
import sys, types
sys.modules["references"] = types.ModuleType("references")
sys.modules["references"].__path__ = [{folder!r}]
"""
"""A worker does not find nnkata_plugin, which knows where the references lie: so they are told where."""

ON_DEVICE = """
import torch

def to_device(*inputs):
    return tuple(value.cuda() if isinstance(value, torch.Tensor) else value for value in inputs)

def back(answer):
    return tuple(map(back, answer)) if isinstance(answer, tuple) else answer.cpu()

def wait():
    torch.cuda.synchronize()

def carry(inputs, answer):
    begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    wait()
    begin.record()
    to_device(*inputs)
    back(answer)
    end.record()
    wait()
    return begin.elapsed_time(end) / 1000
"""


@dataclass(frozen=True)
class Rung:
    """One line of the ladder: a program, and the kind of process that it runs in."""

    key: str
    label: str
    kind: str
    program: Program
    memory: int
    names: frozenset[str] | None = None
    """The functions that a reference has; None for a file written like the learner's."""
    prepare: str | None = None
    """The program's function that puts inputs where they are wanted, outside of the clock."""
    wait: str | None = None
    """The program's function that returns when the work that was asked for is done."""
    isolation: Isolation = PORTABLE
    """How its process is kept in. All of a ladder are kept in alike, for that takes time; but a device is out of reach
    of what is confined."""

    @property
    def is_reference(self) -> bool:
        """Whether it is the engine's own: it gets arrays for lists, and may be given the same inputs twice."""
        return self.names is not None

    def has(self, timed: Timed) -> bool:
        return self.names is None or (timed.run is None and timed.name in self.names)


def rungs_of(
    kata: Kata, implementation: Implementation, isolation: Isolation = PORTABLE, own: Implementation | None = None
) -> tuple[list[Rung], list[str]]:
    """The rungs of a day, and a line for each that kata.toml names and this machine has not got.

    Args:
        implementation: The code that is timed.
        own: One's own code beside it, where that is somebody else's.
    """
    label = LEARNER if implementation.is_learner else implementation.name
    rungs = [_written(kata, LEARNER, label, implementation.program)]
    if own:
        rungs.append(_written(kata, OWN, "yours", own.program))
    absent = []
    naive = kata.folder / "spoilers" / "naive.py"
    if naive.is_file() and _defines(naive) >= kata.signatures.keys():
        rungs.insert(0, _written(kata, "naive", "naive", program(kata, naive.read_bytes(), str(naive))))
    if oracles := _oracles(kata):
        rungs.append(_reference("numpy", "NumPy", "numpy", oracles))
    if kernels := _named(kata, lambda function: function.kernel):
        if compiled := _kernel_file():
            lines = {name: f"{name} = _kernels.{word.replace('.', '_')}" for name, word in kernels.items()}
            rungs.append(_reference("rust", "Rust", "numpy", lines, _loading("_kernels", compiled)))
        else:
            absent.append(NO_KERNELS)
    if ceilings := _imports("ceiling", _named(kata, lambda function: function.ceiling)):
        if importlib.util.find_spec("torch") is None:
            absent.append(NO_TORCH)
        else:
            rungs.append(_reference("torch_cpu", "PyTorch CPU", "torch", ceilings))
            rungs.append(_reference("torch_cuda", "PyTorch CUDA", "torch", ceilings, ON_DEVICE, on_device=True))
    return [_kept_in(rung, isolation, kata) for rung in rungs], absent


def _kept_in(rung: Rung, isolation: Isolation, kata: Kata) -> Rung:
    """The rung in this isolation, but for what it cannot do without: its files, its device."""
    if rung.is_reference:
        reads = [suite.root() / "references", kata.folder / "oracle.py", _kernel_file()]
        isolation = replace(isolation, reads=tuple(str(path.resolve()) for path in reads if path))
    return replace(rung, isolation=replace(isolation, tier="portable") if rung.prepare else isolation)


def worked_solution(kata: Kata, isolation: Isolation = PORTABLE) -> Rung:
    """The rung that stands in where a day has no reference for what it times."""
    path = kata.folder / "spoilers" / "solution.py"
    worked = _written(kata, "solution", "worked answer", program(kata, path.read_bytes(), str(path)))
    return _kept_in(worked, isolation, kata)


def _written(kata: Kata, key: str, label: str, code: Program) -> Rung:
    return Rung(key, label, kata.worker, code, kata.facts.memory_bytes + SPARE)


def _reference(
    key: str, label: str, kind: str, lines: Mapping[str, str], first: str = "", on_device: bool = False
) -> Rung:
    source = "\n".join([REFERENCES.format(folder=str(suite.root() / "references")), first, *lines.values(), ""])
    code = Program(source=source.encode(), filename=f"the {label} rung")
    prepare, wait = ("to_device", "wait") if on_device else (None, None)
    return Rung(key, label, kind, code, UNLIMITED, frozenset(lines), prepare, wait)


def _loading(name: str, path: Path) -> str:
    """Lines that load a module from its file."""
    return (
        "import importlib.util\n"
        f"spec = importlib.util.spec_from_file_location({name!r}, {str(path)!r})\n"
        f"{name} = sys.modules[{name!r}] = importlib.util.module_from_spec(spec)\n"
        f"spec.loader.exec_module({name})\n"
    )


def _named(kata: Kata, word_of: Callable[[Function], str | None]) -> dict[str, str]:
    return {function.name: word for function in kata.facts.function if (word := word_of(function))}


def _imports(kind: str, words: Mapping[str, str]) -> dict[str, str]:
    """For each function the line that imports its reference; ``softmax.backward`` lies in the file of softmax."""
    lines = {}
    for name, word in words.items():
        stem, _, verb = word.partition(".")
        lines[name] = f"from references.{kind}.{stem} import {verb or 'forward'} as {name}"
    return lines


def _oracles(kata: Kata) -> dict[str, str]:
    """NumPy as plain as the formula: from references/oracle, else from the day's own oracle.py."""
    lines = _imports("oracle", _named(kata, lambda function: function.oracle))
    own = kata.folder / "oracle.py"
    if own.is_file():
        answered = _defines(own) & kata.signatures.keys() - lines.keys()
        lines |= {name: f"{_loading('oracle', own)}{name} = oracle.{name}" for name in sorted(answered)}
    return lines


def _kernel_file() -> Path | None:
    """Where the compiled kernels lie, found without loading them."""
    found = importlib.util.find_spec("nnkata_plugin._kernels")
    return Path(found.origin) if found and found.origin else None


def _defines(path: Path) -> set[str]:
    nodes = ast.parse(path.read_bytes()).body
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
