"""`nnkata` where there is no PyTorch, which takes seconds to load and is a rung as any other."""

import os
import subprocess
import sys

import pytest

COMMAND = "import sys; sys.modules['torch'] = None; from nnkata_plugin.cli import main; main()"


@pytest.fixture(autouse=True, scope="session")
def cache(tmp_path_factory):
    """What the engine keeps about this machine stays out of the home of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def nnkata(dojo):
    """Type a command in the dojo: ``nnkata("board", "10")``."""

    def types(*words, status=0):
        done = subprocess.run(
            [sys.executable, "-P", "-c", COMMAND, *map(str, words)],
            cwd=dojo.root,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=os.environ | {"COLUMNS": "120"},
        )
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    return types
