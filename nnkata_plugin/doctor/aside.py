"""What the doctor tries in a process of its own: `python -m nnkata_plugin.doctor.aside TASK ...` prints a line of JSON.

An import may crash or hang, and a worker is timed where nothing else runs.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

STARTS = {"fork": 5, "spawn": 2}
TRIAL = """
def told(path):
    try:
        return open(path).read(1) and "read"
    except OSError:
        return "refused"
"""


def kernels() -> dict[str, Any]:
    """The Rust kernels: which instructions they use, and whether they compute."""
    import numpy as np

    from nnkata_plugin import _kernels

    product = _kernels.matmul(np.ones((2, 3)), np.ones((3, 2)))
    right = bool((product == 3).all())
    return {"isa": _kernels.isa(), "threads": _kernels.threads(), "debug": _kernels.is_debug, "right": right}


def blas() -> dict[str, Any]:
    """What NumPy multiplies matrices with, and in how many threads."""
    import numpy as np

    built = np.show_config(mode="dicts")["Build Dependencies"]["blas"]  # type: ignore[call-overload,index,unused-ignore]
    a = np.ones((700, 700))
    a @ a  # its threads start with the first large product
    return {"name": built.get("name", "unknown"), "version": built.get("version", ""), "threads": _threads()}


def _threads() -> int | None:
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return None


def torch() -> dict[str, Any]:
    """PyTorch: whether it imports, exchanges arrays with NumPy, and sees a GPU."""
    import torch

    torch.zeros(2).numpy()
    there = torch.cuda.is_available()
    devices = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())] if there else []
    if there:
        (torch.ones(2, device="cuda") + 1).cpu()
    return {"cuda": torch.version.cuda, "available": there, "devices": devices, "threads": torch.get_num_threads()}


def sealed(tier: str, form: str) -> dict[str, Any]:
    """Workers of this tier and form: how long each takes to its first answer, and whether it is confined."""
    from nnkata_plugin import worker
    from nnkata_plugin.catalog import suite

    secret = next((suite.root() / "katas").glob("*/spoilers/solution.py"))
    isolation = worker.isolation(tier, form, hides=[str(suite.root())])
    program = worker.Program(TRIAL.encode(), "trial.py")
    took, told = [], ""
    try:
        for _ in range(STARTS[form]):
            began = time.perf_counter()
            backend = worker.sealed("numpy", program, worker.Limits(30.0, 1 << 30), isolation)
            try:
                told = backend.call("told", (str(secret),), {}).value
            finally:
                took.append(1000 * (time.perf_counter() - began))
                backend.close()
    finally:
        worker.shutdown()
    return {"first": took[0], "usual": median(took[1:]), "kept": told == "refused"}


TASKS: dict[str, Callable[..., dict[str, Any]]] = {"kernels": kernels, "blas": blas, "torch": torch, "sealed": sealed}


def main(task: str, *words: str) -> None:
    try:
        told = TASKS[task](*words)
    except BaseException as error:  # noqa: BLE001  (a verdict is a BaseException; so is what a broken library may raise)
        told = {"error": " ".join(f"{type(error).__name__}: {error}".split())[:300]}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
