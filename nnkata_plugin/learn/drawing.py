"""The child that draws: loads the learner's file, calls the day's `plot(kata, axes)`, says in a file how it went.

Run as ``python -m nnkata_plugin.learn.drawing KATA_FOLDER SOURCE PICTURE REPORT BYTES``.
"""

import contextlib
import importlib.util
import json
import os
import sys
import traceback
from pathlib import Path
from types import ModuleType


def load(name: str, path: Path) -> ModuleType:
    """Run a file as the module `name`, importable under it."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None, "a path that ends in .py has a loader"
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def draw(folder: Path, source: Path, picture: Path) -> None:
    """Draw the day's picture with the functions of `source`."""
    sys.dont_write_bytecode = True
    if (folder / "given.py").is_file():
        load("given", folder / "given.py")
    kata = load("kata", source)
    day = load("plot", folder / "plot.py")

    # It takes longer than all the rest: a file that does not load need not wait for it.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5), dpi=160, layout="constrained")
    day.plot(kata, figure.add_subplot())
    figure.savefig(picture, bbox_inches="tight")  # an image keeps its shape and would leave half of the page empty


def told(error: BaseException, source: Path) -> dict[str, str]:
    """What stopped the drawing, in one line that points into the learner's file where it can."""
    if isinstance(error, SyntaxError) and error.filename == str(source):
        return {"kind": "error", "text": f"{source}:{error.lineno}: {error.msg}"}
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(source)]
    said = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(": ")[:500]
    if own and isinstance(error, NotImplementedError):
        return {"kind": "todo", "text": f"{source}:{own[-1].lineno}: {own[-1].name} is not written yet"}
    if own:
        return {"kind": "error", "text": f"{source}:{own[-1].lineno} in {own[-1].name}: {said}"}
    return {"kind": "error", "text": f"these answers cannot be drawn ({said}); the checks say what is wrong with them"}


def limit_memory(size: int) -> None:
    """Let an allocation beyond `size` bytes fail here, before it hurts the machine; 0 is no limit."""
    with contextlib.suppress(ImportError):
        import resource

        if size:
            resource.setrlimit(resource.RLIMIT_AS, (size, size))


def main(folder: str, source: str, picture: str, report: str, memory: str) -> None:
    try:
        limit_memory(int(memory))
        draw(Path(folder), Path(source), Path(picture))
        found = {"kind": "drawn", "text": picture}
    except BaseException as error:  # noqa: BLE001  (SystemExit too: what ends the program is told like what raises)
        found = told(error, Path(source))
    part = Path(report + ".part")
    part.write_text(json.dumps(found), encoding="utf-8")
    part.replace(report)
    sys.stdout.flush()
    os._exit(0)  # threads or exit handlers of the learner's keep nobody waiting


if __name__ == "__main__":
    main(*sys.argv[1:])
