"""What `nnkata bench kernels` times of matmul: squares of every size, many at once, a matrix and a vector."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any


def into_ready_memory(torch: Any, a: Any, b: Any) -> Callable[[], Any]:
    """Without the search for memory: what a loop of one's own would do."""
    return partial(torch.matmul, a, b, out=torch.empty_like(a @ b))


def rows() -> Iterator[dict[str, Any]]:
    for size in (4, 8, 16):
        # Here the call is what is timed, so both write into memory that is there.
        floor = {"amd": 6, "intel": 1.5}
        yield {**_square(size), "title": f"{size}^3 out=", "out": True, "called": into_ready_memory, "floor": floor}
    floors = {32: (3.5, 1.5), 64: (2.3, 1.4), 128: (2.2, 1.05), 512: (2.0, 0.9), 1024: (2.0, 0.9), 2048: (2.0, 0.9)}
    for size in (32, 64, 128, 256, 512, 1024, 2048):
        floor = dict(zip(("amd", "intel"), floors.get(size, ()), strict=False))
        yield {**_square(size), "title": f"{size}^3", "best": into_ready_memory, "floor": floor}
    floor = {"amd": 1.9, "intel": 0.85}
    yield {**_square(1024), "title": "1024^3 f64", "dtype": "f64", "best": into_ready_memory, "floor": floor}
    yield {
        "title": "64 of 64^3",
        "inputs": {"a": (64, 64, 64), "b": (64, 64, 64)},
        "flops": 2 * 64**4,
        "best": into_ready_memory,
        "floor": {"amd": 2.2, "intel": 1.15},
    }
    for title, a, b in (
        ("4096^2 x vector", (4096, 4096), (4096, 1)),
        ("vector x 4096^2", (1, 4096), (4096, 4096)),
    ):
        floor = {"amd": 1.5, "intel": 0.85}
        yield {"title": title, "inputs": {"a": a, "b": b}, "flops": 2 * 4096**2, "floor": floor}


def _square(size: int) -> dict[str, Any]:
    return {"inputs": {"a": (size, size), "b": (size, size)}, "flops": 2 * size**3}
