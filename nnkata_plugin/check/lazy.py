"""`np` and `torch` for test_kata.py: collecting 84 days loads neither; the first attribute does."""

import importlib
import types
from typing import TYPE_CHECKING, Any

__all__ = ["np", "torch"]


class LazyModule(types.ModuleType):
    """Stands for a module until one of its attributes is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # pytest and inspect ask every global for such names while they collect
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)


if TYPE_CHECKING:
    import numpy as np

    torch: Any
else:
    np = LazyModule("numpy")
    torch = LazyModule("torch")
