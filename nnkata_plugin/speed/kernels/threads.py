"""As many threads on every side, and a look whether it is so."""

import os
from collections.abc import MutableMapping
from typing import Any

from nnkata_plugin.catalog import Refusal

VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NNKATA_THREADS")


def announce(count: int, environment: MutableMapping[str, str] = os.environ) -> None:
    """Tell the libraries before they load; most read it then and never again.

    Raises:
        Refusal: The machine has not got so many cores.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not 1 <= count <= cores:
        raise Refusal(f"--threads {count}: give a number from 1 to {cores}, the cores that there are")
    environment.update(dict.fromkeys(VARIABLES, str(count)))
    environment["MKL_DYNAMIC"] = environment["OMP_DYNAMIC"] = "FALSE"


def pin(count: int, compiled: Any, torch: Any) -> str:
    """Set the threads of what is loaded, and assert that every library has as many.

    Returns:
        How that was made sure, for the head of the table.

    Raises:
        Refusal: A library has another number.
    """
    for name in ("set_threads", "set_num_threads"):
        if hasattr(compiled, name):
            getattr(compiled, name)(count)
    if torch is not None:
        torch.set_num_threads(count)
        _assert("PyTorch", torch.get_num_threads(), count)
    if hasattr(compiled, "threads"):
        _assert("the kernels", compiled.threads(), count)
    try:
        import threadpoolctl
    except ImportError:
        return "threads set, but not looked at: pip install threadpoolctl"
    # The limits stay until the process ends: nothing else runs in it.
    threadpoolctl.threadpool_limits(count)
    for pool in threadpoolctl.threadpool_info():
        _assert(pool.get("prefix") or pool.get("internal_api") or "a library", pool["num_threads"], count)
    return "the same on every side, looked at with threadpoolctl"


def _assert(who: str, found: int, count: int) -> None:
    if found != count:
        raise Refusal(f"--threads {count}: {who} uses {found}. Nothing was measured: it would not be fair")
