"""Who is timed in a row: our kernel twice (the control), PyTorch as it is called, PyTorch's best form; or NumPy."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from nnkata_plugin.catalog import suite
from nnkata_plugin.speed.kernels.arrays import Arrays, aligned, copied
from nnkata_plugin.speed.kernels.rows import Row

OURS, CONTROL, CALLED, BEST = "ours", "control", "called", "best"

Call = Callable[[], Any]


@dataclass
class Contender:
    """One way to compute a row, with a call for each set of inputs."""

    key: str
    prepare: Callable[[Arrays], Call]
    inside: Callable[[], Any] = nullcontext
    """Entered around every block."""
    name: str = ""
    calls: list[Call] = field(default_factory=list)
    estimate: float = 0.0
    """Seconds a call, before the rounds."""
    blocks: list[float] = field(default_factory=list)
    """Seconds a call, of each block."""

    def hold(self, sets: Sequence[Arrays]) -> None:
        """Get a call ready for each set of inputs, outside of the clock."""
        self.calls = [written_out(self.prepare(arrays)) for arrays in sets]
        self.blocks = []

    def answer(self) -> tuple[np.ndarray, ...]:
        """What the first call returns, as arrays."""
        with self.inside():
            return arrays_of(self.calls[0]())


def written_out(call: Call) -> Call:
    """The call as a person writes it: ``function(a, b, out=c)``.

    A `partial` makes a dictionary of its keywords for each call, and that takes as long as a small product.
    """
    if not isinstance(call, partial) or not call.keywords:
        return call
    places = {f"argument{number}": value for number, value in enumerate(call.args)}
    words = ", ".join([*places, *(f"{name}={name}" for name in call.keywords)])
    written: Call = eval(f"lambda: function({words})", {"function": call.func, **places, **call.keywords})
    return written


def arrays_of(answer: Any) -> tuple[np.ndarray, ...]:
    """Copies of the parts of an answer, of whoever's making."""
    parts = answer if isinstance(answer, tuple | list) else (answer,)
    return tuple(np.array(part.detach() if hasattr(part, "detach") else part) for part in parts)


def kernel_calls(row: Row, compiled: Any, dy: Sequence[np.ndarray], shapes: Sequence[tuple[int, ...]]) -> Contender:
    """Our kernel.

    Args:
        dy: Gradients of the forward's answers, where the row goes back.
        shapes: Those of the answer, where it has memory ready for it.
    """
    functions = row.kernels(compiled) or []
    words = "".join(part.capitalize() for part in row.op.split("_"))
    packing = getattr(compiled, f"Packed{words}", None) if row.packed and row.verb == "forward" else None

    def prepare(arrays: Arrays) -> Call:
        own = {**arrays, **copied({name: arrays[name] for name in row.in_place})}
        if packing:
            plan = packing(*[own[name] for name in row.packed])
            return partial(plan, *[value for name, value in own.items() if name not in row.packed], **row.parameters)
        given: dict[str, Any] = dict(row.parameters)
        if row.in_place:
            given["out"] = tuple(own[name] for name in row.in_place)
        elif row.out:
            [shape] = shapes
            given["out"] = aligned(np.empty(shape, next(iter(own.values())).dtype))
        calls = [
            partial(function, *(dy if verb == "backward" else ()), *own.values(), **given)
            for verb, function in zip(row.verbs, functions, strict=True)
        ]
        return calls[0] if len(calls) == 1 else _one_after_the_other(*calls)

    return Contender(OURS, prepare, name="packed weights" if packing else "")


def _one_after_the_other(forward: Call, backward: Call) -> Call:
    def both() -> Any:
        forward()
        return backward()

    return both


def numpy_calls(row: Row, dy: Sequence[np.ndarray]) -> Contender:
    """The oracle in the row's own dtype: what stands in where there is no PyTorch."""
    oracle = suite.reference("oracle", row.op)

    def prepare(arrays: Arrays) -> Call:
        calls = [
            partial(getattr(oracle, verb), *(dy if verb == "backward" else ()), *arrays.values(), **row.parameters)
            for verb in row.verbs
        ]
        return calls[0] if len(calls) == 1 else _one_after_the_other(*calls)

    return Contender(CALLED, prepare, name="NumPy")


def torch_calls(row: Row, torch: Any, dy: Sequence[np.ndarray]) -> Iterator[Contender]:
    """PyTorch as it is called and, where there is one, its faster form."""
    inside = torch.inference_mode if "backward" not in row.verb and not row.in_place else nullcontext
    gradients = tuple(map(torch.as_tensor, dy)) if "backward" in row.verb else ()
    for key, form in ((CALLED, row.called), (BEST, row.best)):
        if key == CALLED or form:
            yield Contender(key, partial(_prepared, row, torch, form, gradients), inside, form_name(form))


def form_name(form: Callable[..., Any] | None) -> str:
    """A form's name, as the table says it."""
    return getattr(form, "__name__", "").replace("_", " ")


def _prepared(row: Row, torch: Any, form: Any, gradients: Sequence[Any], arrays: Arrays) -> Call:
    own = {**arrays, **copied({name: arrays[name] for name in row.in_place})}
    tensors = {name: torch.from_numpy(values) for name, values in own.items()}
    if form:
        call: Call = form(torch, *gradients, **tensors, **row.parameters)
        return call
    ceiling = suite.reference("ceiling", row.op)
    if row.verb == "backward":
        leaves = [value.requires_grad_() for value in tensors.values() if value.is_floating_point()]
        y = ceiling.forward(*tensors.values(), **row.parameters)
        return partial(
            torch.autograd.grad, y, leaves, gradients if isinstance(y, tuple) else gradients[0], retain_graph=True
        )
    # `backward` of a ceiling goes both ways.
    verb = "backward" if len(row.verbs) > 1 else row.verb
    return partial(getattr(ceiling, verb), *gradients, *tensors.values(), **row.parameters)


def cannot_call(row: Row) -> str | None:
    """Why PyTorch's reference cannot be called for this row; None where it can."""
    if row.called:
        return None
    try:
        ceiling = suite.reference("ceiling", row.op)
    except ModuleNotFoundError:
        return f"references/ceiling/{row.op}.py is missing"
    for verb in row.verbs:
        if not hasattr(ceiling, verb):
            return f"references/ceiling/{row.op}.py has no {verb}"
    first = ceiling.forward if "backward" in row.verbs else getattr(ceiling, row.verb)
    try:
        inspect.signature(first).bind(*row.inputs, **row.parameters)
    except TypeError as error:
        return f"references/ceiling/{row.op}.py: {error}"
    return None
