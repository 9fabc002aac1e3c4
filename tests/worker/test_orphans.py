"""Whoever runs the workers may be killed at any moment: two seconds later nothing runs and nothing lies about."""

import subprocess
import sys
from pathlib import Path

import pytest

from nnkata_plugin.worker import missing

PROGRAM = Path(__file__).parents[1] / "benchmarks" / "orphans.py"
ROUNDS = 3  # `python tests/benchmarks/orphans.py 200` does more

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="orphans are counted on Linux only")


@pytest.mark.parametrize("form", ["fork", "spawn"])
@pytest.mark.parametrize("tier", ["confined", "portable"])
def test_no_process_and_no_directory_outlives_a_killed_supervisor(tier, form):
    if tier == "confined" and missing():
        pytest.skip(f"confining {missing()}")
    command = [sys.executable, str(PROGRAM), str(ROUNDS), tier, form]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
