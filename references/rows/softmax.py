"""What `nnkata bench kernels` times of softmax: rows that lie in a cache, and more of them than any holds."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any


def into_ready_memory(torch: Any, x: Any) -> Callable[[], Any]:
    return partial(torch.softmax, x, -1, out=torch.empty_like(x))


def rows() -> Iterator[dict[str, Any]]:
    for batch, classes in ((128, 512), (4096, 1024)):
        yield {
            "title": f"{batch} x {classes}",
            "inputs": {"x": (batch, classes)},
            "flops": 14 * batch * classes,  # 12 of them in exp
            "best": into_ready_memory,
            "floor": {"amd": 2.2, "intel": 1.2},
        }
