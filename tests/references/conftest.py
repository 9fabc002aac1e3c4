"""Operations are found, not listed: one for every oracle, with every verb that it defines."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from nnkata_plugin.catalog import suite
from nnkata_plugin.check import cases, context, tolerance

HEADROOM = 4
SIZES = (1, 2, 3, 5, 7, 8, 9, 16, 17)
VARIED: dict[str, Any] = {
    "scale": (1, 1e3, 1e-3),
    "layouts": ("c", "fortran", "strided"),
    "values": ("normal", "negative", "positive", "ties", "subnormal"),
}
PLAIN: dict[str, Any] = {"scale": (1,), "layouts": ("c",), "values": ("normal",)}
REFERENCES = Path(__file__).resolve().parents[2] / "references"
OPERATIONS = sorted(path.stem for path in (REFERENCES / "oracle").glob("*.py"))


@dataclass(frozen=True)
class Call:
    """One call of a verb: gradients of the answer where it is a backward, inputs by position, parameters by name."""

    title: str
    leading: tuple[Any, ...]
    inputs: tuple[Any, ...]
    """Arrays, and lists of arrays."""
    parameters: dict[str, Any]
    dtype: Any
    given: frozenset[str] = frozenset()
    """The names of its inputs, and of its parameters that are not false."""

    @property
    def arguments(self) -> tuple[Any, ...]:
        return (*self.leading, *self.inputs)

    def cast(self, dtype: Any) -> "Call":
        """The same numbers in another dtype; labels and masks of bool stay what they are."""
        return self.with_each(lambda array: array.astype(dtype) if array.dtype.kind == "f" else array, dtype)

    def with_each(self, change: Callable[[Any], Any], dtype: Any = None) -> "Call":
        """The same call with each array changed, in lists too."""
        leading, inputs = (changed(values, change) for values in (self.leading, self.inputs))
        return replace(self, leading=leading, inputs=inputs, dtype=dtype or self.dtype)

    def of(self, answer: Callable[..., Any]) -> tuple[Any, ...]:
        """The parts of the answer."""
        return parts(answer(*self.arguments, **self.parameters))


def changed(values: Sequence[Any], change: Callable[[Any], Any]) -> tuple[Any, ...]:
    return tuple([change(part) for part in value] if isinstance(value, list) else change(value) for value in values)


def parts(answer: Any) -> tuple[Any, ...]:
    return tuple(answer) if isinstance(answer, tuple | list) else (answer,)


@dataclass(frozen=True)
class Example:
    """A call, its true answer in extended precision, and what the errors of each part of it are relative to."""

    call: Call
    truth: tuple[Any, ...]
    scales: tuple[tuple[int, Any], ...]

    def shares(self, found: tuple[Any, ...]) -> list[float]:
        """The largest error of each part in units of ``HEADROOM * eps * growth(terms) * scale``; dtype and shape are
        compared on the way, and whole numbers exactly."""
        assert len(found) == len(self.truth), f"{self.call.title}: {len(found)} parts, expected {len(self.truth)}"
        return [
            self._share(np.asarray(one), np.asarray(true), terms, scale, f"{self.call.title}, part {part}")
            for part, (one, true, (terms, scale)) in enumerate(zip(found, self.truth, self.scales, strict=True))
        ]

    def _share(self, found: Any, truth: Any, terms: int, scale: Any, what: str) -> float:
        assert found.shape == truth.shape, f"{what}: shape {found.shape}, expected {truth.shape}"
        if truth.dtype.kind != "f":
            assert found.dtype == truth.dtype, f"{what}: dtype {found.dtype}, expected {truth.dtype}"
            np.testing.assert_array_equal(found, truth, err_msg=what)
            return 0.0
        assert found.dtype == self.call.dtype, f"{what}: dtype {found.dtype}, expected {self.call.dtype}"
        if not truth.size:
            return 0.0
        floor = HEADROOM * terms * np.longdouble(np.finfo(found.dtype).smallest_subnormal)
        with np.errstate(all="ignore"):
            bound = HEADROOM * tolerance.epsilon(found.dtype) * tolerance.growth(terms) * np.asarray(scale) + floor
            # What the dtype cannot hold is an infinity there.
            off = np.where(found == truth.astype(found.dtype), 0, np.abs(found - truth))
            # Nothing is said of what is lost in terms that no longer fit into the dtype.
            error = np.where(np.broadcast_to(scale, truth.shape) <= np.finfo(found.dtype).max / 4, off / bound, 0)
        assert np.isfinite(error).all(), f"{what}: {found} instead of {truth}"
        return float(error.max())


@dataclass(frozen=True)
class Operation:
    """One operation in Python, Rust and PyTorch."""

    name: str
    module: ModuleType
    """The oracle's."""
    kept: dict[tuple[str, str], list[Example]] = field(default_factory=dict, compare=False, repr=False)
    drawn: dict[tuple[str, str, str], list[Call]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def verbs(self) -> list[str]:
        """The public functions of the oracle, but for those that tell of cases and errors."""
        return [
            name
            for name, value in vars(self.module).items()
            if inspect.isfunction(value)
            and value.__module__ == self.module.__name__
            and not name.startswith(("_", "cases", "error_scale"))
        ]

    def oracle(self, verb: str) -> Callable[..., Any]:
        return cast(Callable[..., Any], getattr(self.module, verb))

    def kernel(self, verb: str) -> Callable[..., Any]:
        kernels = pytest.importorskip("nnkata_plugin._kernels", reason="the kernels are not built: pip install -e .")
        return cast(Callable[..., Any], getattr(kernels, self.name if verb == "forward" else f"{self.name}_{verb}"))

    def plan(self) -> Callable[..., Any] | None:
        """Forward by an object that is made of the weights and called with the rest; None where there is none."""
        kernels = pytest.importorskip("nnkata_plugin._kernels", reason="the kernels are not built: pip install -e .")
        made = getattr(kernels, "Packed" + "".join(word.capitalize() for word in self.name.split("_")), None)
        if made is None:
            return None
        names, weights = list(inspect.signature(self.oracle("forward")).parameters), inspect.signature(made).parameters

        def call(*values: Any) -> Any:
            given = dict(zip(names, values, strict=True))
            return made(**{name: given.pop(name) for name in weights})(**given)

        return call

    def ceiling(self, verb: str) -> Callable[..., Any]:
        torch = pytest.importorskip("torch", reason="the ceiling needs torch: pip install 'nnkata[torch]'")
        torch.set_num_threads(1)  # threads cost more than they save on cases as small as these
        answer = getattr(suite.reference("ceiling", self.name), verb)

        def call(*values: Any, **parameters: Any) -> Any:
            found = parts(answer(*changed(values, torch.as_tensor), **parameters))
            return tuple(part.detach().numpy() for part in found)

        return call

    def says(self, name: str, otherwise: Any) -> Any:
        """A constant of the oracle that only some have."""
        return getattr(self.module, name, otherwise)

    def descriptions(self, verb: str) -> tuple[dict[str, Any], ...]:
        own = getattr(self.module, f"cases_{verb}", self.module.cases)
        return cast(tuple[dict[str, Any], ...], own())

    def calls(self, verb: str, dtype: str, varied: Mapping[str, Any] = VARIED) -> list[Call]:
        """Every case of the policy in this dtype, with every description that the oracle gives; kept, so not to be
        changed."""
        key = verb, dtype, repr(varied)
        if key not in self.drawn:
            texts = self.descriptions(verb)
            self.drawn[key] = [call for text in texts for call in self.calls_of(text, verb, dtype, varied)]
        return self.drawn[key]

    def calls_of(
        self, description: Mapping[str, Any], verb: str, dtype: str, varied: Mapping[str, Any], empty: str | None = None
    ) -> list[Call]:
        """The cases of one description; `empty` is an axis of length 0.

        Beside what `cases` takes, a description may say what becomes of a drawn input (``made``: variances are
        positive, masks of bool) and which drawn arrays are one input (``lists``).
        """
        given = {key: value for key, value in description.items() if key not in ("made", "lists")}
        made, lists = description.get("made", {}), description.get("lists", {})
        words = {word for text in given.values() if isinstance(text, str) for word in text.split()}
        sizes = {axis: SIZES for axis in words if axis.isidentifier()} | given.get("sizes", {})
        if empty:
            sizes[empty] = (0,)
        kata: Any = SimpleNamespace(facts=SimpleNamespace(arrays="numpy"))
        no_code: Any = None
        token = context.current.set(context.Check(kata, f"{self.name} {dtype}", no_code, seed=7041))
        try:
            drawn = list(cases(**{**varied, **given, "sizes": sizes, "dtypes": (dtype,)}))
        finally:
            context.current.reset(token)
        if not empty:
            return [self._call(case, verb, given, made, lists) for case in drawn]
        calls = []
        for case in drawn:
            with suppress(ValueError):  # a parameter may let a maximum run along the axis: the formula has none then
                call = self._call(case, verb, given, made, lists)
                call.of(self.oracle(verb))
                calls.append(call)
        return calls

    def _call(self, case: Any, verb: str, given: Any, made: Any, lists: Any) -> Call:
        forward = self.module.forward if verb == "backward" else self.oracle(verb)

        def value(name: str) -> Any:
            if name in lists:
                return [value(part) for part in lists[name]]
            drawn = getattr(case, name)
            return made[name](drawn) if name in made else drawn

        named = inspect.signature(forward).parameters
        inputs = {name: value(name) for name in named if name in given or name in lists}
        parameters = {name: getattr(case, name) for name in named if name in given.get("choose", {})}
        names = frozenset(inputs).union(name for name, value in parameters.items() if value)
        call = Call(str(case), (), tuple(inputs.values()), parameters, case.dtype, names)
        if verb != "backward":
            return call
        with np.errstate(all="ignore"):
            answers = [np.asarray(part) for part in call.of(forward)]
        leading = tuple(
            np.asarray(case.rng.standard_normal(part.shape), case.dtype)[()]
            for part in answers
            if part.dtype.kind == "f"
        )
        return replace(call, leading=leading)

    def examples(self, verb: str, dtype: str) -> list[Example]:
        """Every case with its truth; kept, since all representations are compared with the same."""
        if (verb, dtype) not in self.kept:
            self.kept[verb, dtype] = [self.example(verb, call) for call in self.calls(verb, dtype)]
        return self.kept[verb, dtype]

    def example(self, verb: str, call: Call) -> Example:
        """The truth is the oracle in extended precision, so that its own rounding counts for nothing."""
        error_scale = getattr(self.module, "error_scale" if verb == "forward" else f"error_scale_{verb}")
        exact = call.cast(np.longdouble)
        with np.errstate(all="ignore"):
            truth = exact.of(self.oracle(verb))
            scales = error_scale(*exact.arguments, **exact.parameters)
        several = isinstance(scales[0], tuple)
        return Example(call, truth, scales if several else (scales,) * len(truth))


@pytest.fixture(scope="session")
def operations() -> list[Operation]:
    """All of them."""
    return [Operation(name, suite.reference("oracle", name)) for name in OPERATIONS]


@pytest.fixture(scope="module", params=OPERATIONS)
def operation(request: pytest.FixtureRequest) -> Operation:
    """Each operation in turn."""
    return Operation(request.param, suite.reference("oracle", request.param))
