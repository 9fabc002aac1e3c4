"""What a timing depends on beside the code: the machine and the versions, as every output tells them."""

import hashlib
import importlib
import os
import platform
import sys
from functools import cache
from importlib import metadata
from typing import Any

import nnkata_plugin
from nnkata_plugin.speed.machine import THREADS, cpu_model


@cache
def environment() -> dict[str, Any]:
    """Plain values; nothing is imported for them but the kernels, which a ladder has in use anyway."""
    hardware = {
        "system": platform.system(),
        "machine": platform.machine(),
        "cpu": cpu_model(),
        "cpus": os.cpu_count(),
        "isa": _instructions(),
    }
    return {
        "nnkata": nnkata_plugin.__version__,
        "python": platform.python_version(),
        "implementation": sys.implementation.name,
        **hardware,
        "numpy": version("numpy"),
        "torch": version("torch"),
        "threads": THREADS,
        "fingerprint": hashlib.sha256(repr(sorted(hardware.items())).encode()).hexdigest()[:12],
    }


def differs(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """In what two environments differ so that a ratio of one may not hold in the other: words for people."""
    found = []
    if one.get("fingerprint") != other.get("fingerprint"):
        found.append(f"{one.get('cpu')}, {one.get('isa') or 'no'} kernels")
    for name, shown in (("python", "Python"), ("numpy", "NumPy")):
        if minor(one.get(name)) != minor(other.get(name)):
            found.append(f"{shown} {minor(one.get(name)) or 'unknown'}")
    return found


def minor(version: Any) -> str:
    """``3.11`` of ``3.11.9``."""
    return ".".join(str(version or "").split(".")[:2])


def version(name: str) -> str | None:
    """Of an installed distribution; it is not imported."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _instructions() -> str | None:
    """The kernels' vector instructions; None without compiled kernels."""
    try:
        return str(importlib.import_module("nnkata_plugin._kernels").isa())
    except ImportError:
        return None
