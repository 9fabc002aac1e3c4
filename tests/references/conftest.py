"""Operations are found, not listed: one for every oracle."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from nnkata_plugin.catalog import suite
from nnkata_plugin.check import cases, context

SIZES = (1, 2, 3, 5, 7, 8, 9, 16, 17)
REFERENCES = Path(__file__).resolve().parents[2] / "references"
OPERATIONS = sorted(path.stem for path in (REFERENCES / "oracle").glob("*.py"))


@dataclass(frozen=True)
class Call:
    """One case of an operation: its inputs by position, its parameters by name, and a gradient of the answer."""

    title: str
    inputs: tuple[np.ndarray, ...]
    parameters: dict[str, Any]
    dy: Any

    def cast(self, dtype: Any) -> "Call":
        """The same numbers in another dtype; labels stay what they are."""
        inputs = tuple(value if value.dtype.kind == "i" else value.astype(dtype) for value in self.inputs)
        return Call(self.title, inputs, self.parameters, self.dy.astype(dtype))


@dataclass(frozen=True)
class Operation:
    """One operation in Python and Rust."""

    name: str
    module: ModuleType
    """The oracle's."""

    def oracle(self, verb: str) -> Callable[..., Any]:
        return cast(Callable[..., Any], getattr(self.module, verb))

    def kernel(self, verb: str) -> Callable[..., Any]:
        kernels = pytest.importorskip("nnkata_plugin._kernels", reason="the kernels are not built: pip install -e .")
        return cast(Callable[..., Any], getattr(kernels, self.name if verb == "forward" else f"{self.name}_backward"))

    def ceiling(self, verb: str) -> Callable[..., Any]:
        torch = pytest.importorskip("torch", reason="the ceiling needs torch: pip install 'nnkata[torch]'")
        answer = getattr(suite.reference("ceiling", self.name), verb)

        def call(*values: Any, **parameters: Any) -> Any:
            found = answer(*(torch.as_tensor(value) for value in values), **parameters)
            return tuple(part.numpy() for part in found) if isinstance(found, tuple) else found.numpy()

        return call

    def calls(self, dtype: str = "f32") -> Iterator[Call]:
        """Every case of the policy in this dtype, with every description that the oracle gives."""
        named = inspect.signature(self.module.forward).parameters
        for description in self.module.cases():
            words = {word for text in description.values() if isinstance(text, str) for word in text.split()}
            sizes = {axis: SIZES for axis in words if axis.isidentifier()} | description.get("sizes", {})
            for case in cases(
                **{**description, "sizes": sizes},
                scale=(1, 1e3, 1e-3),
                layouts=("c", "fortran", "strided"),
                dtypes=(dtype,),
                values=("normal", "negative", "positive", "ties", "subnormal"),
            ):
                inputs = tuple(getattr(case, name) for name in named if name in description)
                parameters = {name: getattr(case, name) for name in named if name in description.get("choose", {})}
                shape = np.shape(self.module.forward(*inputs, **parameters))
                dy = np.asarray(case.rng.standard_normal(shape), case.dtype)[()]
                yield Call(str(case), inputs, parameters, dy)


@pytest.fixture(params=OPERATIONS)
def operation(request: pytest.FixtureRequest) -> Iterator[Operation]:
    """Each operation in turn, with the engine told that one of its checks runs, so that `cases` works."""
    kata: Any = SimpleNamespace(facts=SimpleNamespace(arrays="numpy"))
    no_code: Any = None
    token = context.current.set(context.Check(kata, request.param, no_code, seed=7041))
    yield Operation(request.param, suite.reference("oracle", request.param))
    context.current.reset(token)
