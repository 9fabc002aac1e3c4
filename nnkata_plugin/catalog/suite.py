"""Where the content lies: the clone's own folders where there is a clone, else the copy inside the wheel."""

import importlib
import sys
import types
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Literal


@cache
def root() -> Path:
    """The folder that holds ``katas/`` and ``references/``."""
    package = Path(__file__).resolve().parent.parent
    clone = package.parent
    return clone if (clone / "kernels" / "Cargo.toml").is_file() else package / "suite"


def reference(kind: Literal["oracle", "ceiling", "datasets", "rows"], stem: str) -> ModuleType:
    """Import ``references/<kind>/<stem>.py``, wherever the suite lies.

    ``references`` is no installed package: site-packages holds ``nnkata_plugin`` and nothing else of ours. So it is
    put into ``sys.modules`` as a package whose path is the suite's folder.

    Raises:
        ModuleNotFoundError: There is no such file, or it needs a library that is not installed.
    """
    if "references" not in sys.modules:
        package = types.ModuleType("references")
        package.__path__ = [str(root() / "references")]
        sys.modules["references"] = package
    return importlib.import_module(f"references.{kind}.{stem}")
