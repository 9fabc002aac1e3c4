"""The machine that was measured, in one line."""

import os
import platform
from functools import cache
from pathlib import Path

THREADS = 1
"""Every rung's process is pinned to so many: the environment of the workers, and torch.set_num_threads."""


@cache
def cpu_model() -> str:
    """The processor's own name where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = next((line.partition(":")[2].strip() for line in lines if line.startswith(("model name", "Model"))), "")
    return " ".join(named.split()) or platform.processor() or platform.machine()


def machine_line() -> str:
    cores = os.cpu_count() or 1
    counted = f"{cores} {'core' if cores == 1 else 'cores'}"
    return f"{cpu_model()}, {counted}, {platform.system()}; every rung pinned to {THREADS} thread"
