"""What `nnkata bench kernels` times of max_pool2d: the layer after a ResNet's first, with and without the places."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any


def channels_last(torch: Any, x: Any, **parameters: int) -> Callable[[], Any]:
    """In the layout that PyTorch has vectors for."""
    size, stride, padding = parameters.values()
    x = x.contiguous(memory_format=torch.channels_last)
    return partial(torch.nn.functional.max_pool2d, x, size, stride, padding)


def channels_last_with_indices(torch: Any, x: Any, **parameters: int) -> Callable[[], Any]:
    size, stride, padding = parameters.values()
    x = x.contiguous(memory_format=torch.channels_last)
    return partial(torch.nn.functional.max_pool2d, x, size, stride, padding, return_indices=True)


def rows() -> Iterator[dict[str, Any]]:
    row = {
        "inputs": {"x": (1, 64, 112, 112)},
        "parameters": {"size": 3, "stride": 2, "padding": 1},
        "flops": 8 * 64 * 56**2,
    }
    yield {**row, "title": "3x3 stride 2, 64 channels, 112^2", "best": channels_last}
    yield {
        **row,
        "title": "3x3 stride 2, 64 channels, 112^2, with indices",
        "verb": "with_indices",
        "best": channels_last_with_indices,
        "floor": {"amd": 30, "intel": 15},
    }
