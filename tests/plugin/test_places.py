"""A day is checked alike for root and for others, and wherever the dojo, the home and the temporary files lie."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

WORDS = ("-m", "day10", "-k", "test_softmax", "-p", "no:cacheprovider", "--kata-seed", "7041")
CHECKS = 7
WAYS = [("confined", "fork"), ("confined", "spawn"), ("portable", "fork"), ("portable", "spawn")]
POWERLESS = "import os; assert os.geteuid() != 0 and 'CapEff:\\t' + 16 * '0' in open('/proc/self/status').read()"


@pytest.fixture
def checks(dojo) -> Callable[..., str]:
    """Runs the checks of a solved function, all of which have to pass; returns what was printed."""

    def run(*words: str, before: tuple[str, ...] = (), environment: Mapping[str, str] | None = None) -> str:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        command = [*before, sys.executable, "-m", "pytest", *WORDS, *words]
        asked = {**inherited, **(environment or {})}
        more = {"text": True, "errors": "replace", "timeout": 120}
        done = subprocess.run(command, cwd=dojo.root, env=asked, capture_output=True, check=False, **more)
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"{CHECKS} passed" in done.stdout
        return done.stdout

    dojo.solves(10)
    return run


def confined_or_skip(tier: str) -> None:
    from nnkata_plugin.worker import missing

    if tier == "confined" and missing():
        pytest.skip(f"confining {missing()}")


@pytest.fixture
def ordinary() -> tuple[str, ...]:
    """What makes a command an ordinary user's, who can read what this one can: Python may lie in root's home."""
    if os.geteuid() != 0:
        return ()
    words = (shutil.which("unshare") or "unshare", "--user", "--map-user=65534", "--map-group=65534")
    if subprocess.run([*words, sys.executable, "-c", POWERLESS], capture_output=True, check=False).returncode:
        pytest.skip("this machine gives root no user without capabilities")
    return words


@pytest.mark.parametrize(("tier", "form"), WAYS)
def test_an_ordinary_user_can_check(checks, ordinary, tier, form):
    confined_or_skip(tier)
    assert f"sealed ({tier}" in checks("--kata-isolation", tier, "--kata-worker", form, before=ordinary)


@pytest.mark.parametrize(("tier", "form"), WAYS[::3])
def test_root_can_check(checks, tier, form):
    confined_or_skip(tier)
    root: tuple[str, ...] = ()
    if os.geteuid() != 0:
        root = (shutil.which("unshare") or "unshare", "--user", "--map-root-user")
        if subprocess.run([*root, "true"], capture_output=True, check=False).returncode:
            pytest.skip("this machine gives no namespaces to users")
    checks("--kata-isolation", tier, "--kata-worker", form, before=root)


@pytest.mark.parametrize("home", ["/proc", "/nowhere", ""])
def test_the_home_may_be_read_only_or_missing(checks, home):
    checks(environment={"HOME": home, "XDG_CACHE_HOME": home})


def test_an_ordinary_user_with_a_read_only_home_can_check(checks, ordinary, tmp_path):
    home = tmp_path / "home"
    home.mkdir(0o555)
    checks(before=ordinary, environment={"HOME": str(home)})


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize(
    ("locale", "form"), [({}, "fork"), ({"LC_ALL": "C"}, "fork"), (ASCII, "fork"), (ASCII, "spawn")]
)
def test_temporary_files_may_lie_under_any_name(checks, tmp_path, locale, form):
    place = tmp_path / "für  jetzt 一時 'quoted' \"twice\" $HOME"
    place.mkdir()
    checks("--kata-worker", form, environment={"TMPDIR": str(place), **locale})
    assert not [name for name in os.listdir(place) if name.startswith("nnkata-")]


@pytest.mark.parametrize("words", [(), ("--kata-worker", "spawn")], ids=["fork", "spawn"])
def test_a_dojo_reached_through_a_link_is_the_same(checks, dojo, tmp_path, words):
    link = tmp_path / "link to it"
    link.symlink_to(dojo.root, target_is_directory=True)
    dojo.root = Path(link)
    checks(*words)
