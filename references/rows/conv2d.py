"""What `nnkata bench kernels` times of conv2d: the layers of a ResNet, a first layer, depthwise, the way back."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any


def channels_last(torch: Any, x: Any, w: Any, winograd: bool = False, **parameters: int) -> Callable[[], Any]:
    """In the layout that PyTorch is fastest in; whoever keeps a whole network in it pays for no change of layout.

    `winograd` is ours alone.
    """
    x, w = (value.contiguous(memory_format=torch.channels_last) for value in (x, w))
    return partial(torch.conv2d, x, w, **parameters)


def channels_last_back(torch: Any, dy: Any, x: Any, w: Any, **parameters: int) -> Callable[[], Any]:
    dy, x, w = (value.contiguous(memory_format=torch.channels_last) for value in (dy, x, w))
    leaves = [value.requires_grad_() for value in (x, w)]
    y = torch.conv2d(*leaves, **parameters)
    return partial(torch.autograd.grad, y, leaves, dy, retain_graph=True)


def rows() -> Iterator[dict[str, Any]]:
    for channels, side in ((64, 56), (128, 28), (256, 14), (512, 7)):
        yield {
            **_layer(f"3x3, {channels} channels, {side}^2", channels, channels, side, 3, padding=1),
            "floor": {"amd": 0.95, "intel": 1.3},
            "floor_best": {"amd": 0.90, "intel": 0.75},
        }
    for channels, side in ((64, 56), (128, 28)):
        yield {**_winograd(channels, side), "floor": {"amd": 1.3, "intel": 1.5}}
    floor = {"amd": 2.0, "intel": 0.85}
    yield {**_layer("1x1, 64 to 256, 56^2", 64, 256, 56, 1), "floor": floor}
    yield {**_layer("1x1, 1024 to 256, 14^2", 1024, 256, 14, 1), "floor": floor}
    yield {**_layer("7x7 stride 2, 3 to 64, 224^2", 3, 64, 224, 7, stride=2, padding=3), "floor": floor}
    few = _layer("3x3, 1 to 8, 32 of 28^2", 1, 8, 28, 3, batch=32, padding=1)
    yield {**few, "floor": {"amd": 2, "intel": 1.3}}
    yield {**_back(few), "floor": {"amd": 2, "intel": 1.3}}
    depthwise = _layer("3x3 depthwise, 128 channels, 56^2", 128, 128, 56, 3, padding=1, groups=128)
    halved = _layer("3x3 depthwise stride 2, 128 channels, 56^2", 128, 128, 56, 3, stride=2, padding=1, groups=128)
    for layer in (depthwise, halved):
        yield {**layer, "floor": {"amd": 2, "intel": 2.0}}
    yield _back(depthwise)
    for channels, side in ((128, 28), (256, 14)):
        layer = _layer(f"3x3, {channels} channels, {side}^2", channels, channels, side, 3, padding=1)
        yield {**_back(layer), "floor": {"amd": 0.85, "intel": 1.2}}


def _layer(
    title: str, channels: int, filters: int, side: int, size: int, batch: int = 1, groups: int = 1, **parameters: int
) -> dict[str, Any]:
    out = (side + 2 * parameters.get("padding", 0) - size) // parameters.get("stride", 1) + 1
    return {
        "title": title,
        "inputs": {"x": (batch, channels, side, side), "w": (filters, channels // groups, size, size)},
        "parameters": {**parameters, "groups": groups} if groups > 1 else parameters,
        "flops": 2 * batch * filters * out**2 * channels // groups * size**2,
        "best": channels_last,
    }


def _winograd(channels: int, side: int) -> dict[str, Any]:
    """36 products of numbers for a tile of 4 x 4 outputs, not 144: they are what a limit is told by."""
    layer = _layer(f"3x3 Winograd, {channels} channels, {side}^2", channels, channels, side, 3, padding=1)
    flops = 2 * channels**2 * (side // 4) ** 2 * 36
    return {**layer, "parameters": {**layer["parameters"], "winograd": True}, "flops": flops}


def _back(layer: dict[str, Any]) -> dict[str, Any]:
    """Two products as large as that of the way there: one for the image, one for the filters."""
    title = f"{layer['title']}, backward"
    return {**layer, "title": title, "verb": "backward", "flops": 2 * layer["flops"], "best": channels_last_back}
