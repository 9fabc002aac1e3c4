"""The ways in which a solution is changed by one step, a file a family. An operator is found by its decorator.

They were held against those of cosmic-ray 8 and mutmut 3. What these have and is not here: every pair of arithmetic or
comparison signs (one swap and one flip find what the others find), letters in plain texts, exceptions by another name,
`None` for a value or an argument, a `lambda` without an answer (any check that calls it sees a crash), dropped `case`s.
What is here and not there: all that knows arrays (axes, kept dimensions, dtypes, subscripts, look-alike functions),
bounds of ranges and slices, guards, order of arguments and answers.
"""

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
