"""What the installed plugin costs a pytest run that has no katas. Run it; nothing here is asserted.

    python tests/benchmarks/plugin_cost.py [pairs]

Runs pytest on one empty test in a folder without katas, with and without the plugin (`-p no:nnkata`), in turns and in
random order, and prints the median of the differences with a 95 % bootstrap interval, in milliseconds.
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def seconds(folder: Path, *words: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "pytest", "-q", *words], cwd=folder, capture_output=True, check=True)
    return time.perf_counter() - begin


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_plain.py").write_text("def test_plain():\n    pass\n", encoding="utf-8")
        seconds(folder), seconds(folder, "-p", "no:nnkata")
        differences = []
        for _ in range(pairs):
            runs = {"with": (), "without": ("-p", "no:nnkata")}
            took = {which: seconds(folder, *runs[which]) for which in random.sample(list(runs), 2)}
            differences.append(1000 * (took["with"] - took["without"]))
    medians = sorted(statistics.median(random.choices(differences, k=pairs)) for _ in range(2000))
    middle, low, high = statistics.median(differences), medians[50], medians[1949]
    print(f"the plugin costs {middle:.1f} ms a run (95 %: {low:.1f} to {high:.1f}; {pairs} pairs)")


if __name__ == "__main__":
    main()
