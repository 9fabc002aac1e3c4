"""Starts one of the programs in this folder: `python -I -B start.py PROGRAM SETTINGS`, with the settings as JSON.

Never imported. The program finds the worker's modules without the parent's: nnkata_plugin is not to be found there.
"""

import importlib
import json
import os
import sys
import types

PACKAGE = "nnkata_worker"


def main(program: str, settings: str) -> None:
    package = types.ModuleType(PACKAGE)
    package.__path__ = [os.path.dirname(os.path.abspath(__file__))]
    sys.modules[PACKAGE] = package
    importlib.import_module(f"{PACKAGE}.{program}").main(**json.loads(settings))


if __name__ == "__main__":
    main(*sys.argv[1:])
