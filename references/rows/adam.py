"""What `nnkata bench kernels` times of Adam: one step, in place, against PyTorch's fused one."""

from collections.abc import Callable, Iterator
from typing import Any


def optimiser(torch: Any, param: Any, grad: Any, m: Any, v: Any, step: int, lr: float) -> Callable[[], Any]:
    """As it is called in training: ``torch.optim.Adam([param], fused=True).step()``."""
    param.requires_grad_()
    param.grad = grad
    adam = torch.optim.Adam([param], lr=lr, fused=True)
    adam.state[param].update(step=torch.tensor(float(step - 1)), exp_avg=m, exp_avg_sq=v)

    def call() -> Any:
        adam.step()
        return param.detach(), m, v

    return call


def functional(torch: Any, param: Any, grad: Any, m: Any, v: Any, step: int, lr: float) -> Callable[[], Any]:
    """What the optimiser calls, without what it does around it."""
    from torch.optim.adam import adam

    steps = [torch.tensor(float(step - 1))]
    given = {"beta1": 0.9, "beta2": 0.999, "lr": lr, "weight_decay": 0.0, "eps": 1e-8}

    def call() -> Any:
        adam([param], [grad], [m], [v], [], steps, fused=True, amsgrad=False, maximize=False, **given)
        return param, m, v

    return call


def rows() -> Iterator[dict[str, Any]]:
    for title, count, amd, intel in (("10^3 parameters", 1000, 10, 12), ("10^6 parameters", 10**6, 1.0, 1.15)):
        yield {
            "title": title,
            "inputs": dict.fromkeys(("param", "grad", "m", "v"), (count,)),
            "positive": ("v",),
            "in_place": ("param", "m", "v"),
            "parameters": {"step": 10, "lr": 1e-3},
            "flops": 15 * count,
            "called": optimiser,
            "best": functional,
            "floor": {"amd": amd, "intel": intel},
        }
