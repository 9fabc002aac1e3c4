"""Draw docs/terminal.svg: what a learner sees who forgets the shift in softmax. Run it from the clone's root.

The picture is the program's own output in a new workspace; nothing in it is written by hand.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

WRONG = """\
import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    e = np.exp(x)
    return e / e.sum(axis=axis, keepdims=True)
"""
COLUMNS = 104


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        dojo = Path(folder) / "my-dojo"
        nnkata = [sys.executable, "-c", "from nnkata_plugin.cli import main; main()"]
        subprocess.run([*nnkata, "start", str(dojo)], check=True, capture_output=True)
        (dojo / "day10_softmax_cross_entropy" / "kata.py").write_text(WRONG, encoding="utf-8")
        asked = ["-m", "day10", "-x", "-q", "--kata-seed", "7041", "--color=yes", "-p", "no:benchmark"]
        environment = {**os.environ, "COLUMNS": str(COLUMNS)}
        shown = subprocess.run(
            [sys.executable, "-m", "pytest", *asked],
            cwd=dojo,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    console.print(Text.from_ansi("$ pytest -m day10 -x -q\n" + shown.stdout.rstrip()))
    picture = console.export_svg(title="my-dojo")
    # The fonts that rich names lie on a server; any monospace font will do.
    Path("docs/terminal.svg").write_text(
        re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
