"""What `nnkata bench kernels` times of batch_norm, as in training."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any


def channels_last(torch: Any, x: Any, weight: Any, bias: Any) -> Callable[[], Any]:
    x = x.contiguous(memory_format=torch.channels_last)
    return partial(torch.nn.functional.batch_norm, x, None, None, weight, bias, True)


def rows() -> Iterator[dict[str, Any]]:
    batch, channels, side = 32, 64, 28
    yield {
        "title": f"{batch} x {channels} x {side}^2",
        "inputs": {"x": (batch, channels, side, side), "weight": (channels,), "bias": (channels,)},
        "flops": 7 * batch * channels * side**2,
        "best": channels_last,
        "floor": {"amd": 4, "intel": 5},
    }
