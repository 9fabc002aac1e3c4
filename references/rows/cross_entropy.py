"""What `nnkata bench kernels` times of cross-entropy: the loss alone, and with its gradient as training needs it."""

from collections.abc import Iterator
from typing import Any


def rows() -> Iterator[dict[str, Any]]:
    for batch, classes in ((512, 1000), (64, 32000)):
        row: dict[str, Any] = {
            "title": f"{batch} x {classes}",
            "inputs": {"logits": (batch, classes), "labels": (batch,)},
            "below": {"labels": classes},
            "flops": 14 * batch * classes,  # 12 of them in exp
            "floor": {"amd": 2.5, "intel": 2.0},
        }
        yield row
        yield {
            **row,
            "title": f"{row['title']}, forward + backward",
            "verb": "forward + backward",
            "flops": 16 * batch * classes,
            "floor": {"amd": 4, "intel": 2.5},
        }
