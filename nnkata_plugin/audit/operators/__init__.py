"""The ways in which a solution is changed by one step, a file a family. An operator is found by its decorator."""

import importlib
import pkgutil
from functools import cache

from nnkata_plugin.audit.operators.place import Operator, Place, declared

__all__ = ["Operator", "Place", "all_operators"]


@cache
def all_operators() -> tuple[Operator, ...]:
    """Every operator, in an order that does not depend on who imported what first."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return tuple(sorted(declared, key=lambda operator: (operator.function.__module__, operator.line)))
