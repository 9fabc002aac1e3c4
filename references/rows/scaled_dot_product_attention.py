"""What `nnkata bench kernels` times of attention: long texts, with and without a mask, tiny ones, one query alone.

PyTorch has one public call for it, which chooses among its own kernels: there is no better form.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any


def plain(torch: Any, q: Any, k: Any, v: Any) -> Callable[[], Any]:
    """With nothing of ours around it, where the call is what takes the time."""
    return partial(torch.nn.functional.scaled_dot_product_attention, q, k, v)


def rows() -> Iterator[dict[str, Any]]:
    for time in (512, 1024):
        whole = _heads(f"8 heads, {time} x 64", 8, time, time, 64)
        yield {**whole, "floor": {"amd": 2.0, "intel": 1.2}}
        causal = {**whole, "parameters": {"causal": True}, "title": whole["title"] + ", causal"}
        causal["flops"] = whole["flops"] / 2
        yield {**causal, "floor": {"amd": 3.0, "intel": 1.5}}
    for row, floor in ((whole, {"amd": 1.6, "intel": 1.1}), (causal, {"amd": 3, "intel": 1.6})):
        # The way back takes five products, the way there two.
        flops, title = 3.5 * row["flops"], row["title"] + ", forward + backward"
        yield {**row, "verb": "forward + backward", "title": title, "flops": flops, "floor": floor}
    for time in (16, 64):
        tiny = _heads(f"4 heads, {time} x 32", 4, time, time, 32)
        yield {**tiny, "called": plain, "floor": {"amd": 3, "intel": 2.5}}
    one = _heads("8 heads, 1 query, 4096 keys x 64", 8, 1, 4096, 64)
    yield {**one, "called": plain, "floor": {"amd": 2, "intel": 0.95}}


def _heads(title: str, heads: int, queries: int, keys: int, head_dim: int) -> dict[str, Any]:
    read = (1, heads, keys, head_dim)
    return {
        "title": title,
        "inputs": {"q": (1, heads, queries, head_dim), "k": read, "v": read},
        "flops": 4 * heads * queries * keys * head_dim,
    }
