"""The wheel works without a clone: install it in an empty environment, make a workspace, do a day."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    if shutil.which("cargo") is None:
        pytest.skip("building the wheel needs cargo")
    # Where an editable install was built of the same kernels, katas and references, cargo has nothing to compile.
    command = [sys.executable, "-m", "maturin", "build", "--release", "--quiet", "--out", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr[-3000:]
    return next(folder.glob("nnkata-*.whl"))


@pytest.fixture(scope="session")
def environment(wheel, tmp_path_factory):
    """The programs of a new virtual environment with the wheel in it, and nothing that the wheel does not ask for."""
    folder = tmp_path_factory.mktemp("environment") / "ein Ort"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    programs = folder / "bin"
    subprocess.run([programs / "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)], check=True)
    return programs


def git_files(*folders: str) -> set[str]:
    listed = subprocess.run(["git", "ls-files", *folders], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: nothing to compare the wheel's list with")
    return set(listed.stdout.splitlines())


def test_the_wheel_fits_every_python_from_3_11(wheel):
    assert "-cp311-abi3-" in wheel.name


def test_the_wheel_holds_the_engine_and_the_content_and_nothing_else(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    content = {f"nnkata_plugin/suite/{name}" for name in git_files("katas", "references")}
    assert {name for name in names if name.startswith("nnkata_plugin/suite/")} == content
    engine = {name for name in names - content if "_kernels.abi3" not in name}
    assert engine == git_files("nnkata_plugin")


def test_site_packages_gains_one_package(environment):
    [site] = environment.parent.glob("lib/python*/site-packages")
    ours = {
        path.name
        for path in site.iterdir()
        if "nnkata" in path.name or path.name in {"katas", "references", "kernels", "tests"}
    }
    assert ours == {"nnkata_plugin", "nnkata-0.1.0.dist-info"}


def test_a_learner_starts_from_the_wheel(environment, tmp_path):
    def run(*words, at=tmp_path):
        command = [str(environment / words[0]), *words[1:]]
        plain = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("PYTEST", "PYTHONPATH", "TOX", "VIRTUAL"))
        }
        done = subprocess.run(command, cwd=at, capture_output=True, text=True, timeout=120, env=plain, check=False)
        return done.returncode, done.stdout + done.stderr

    status, text = run("nnkata", "start", "my-dojo")
    assert status == 0 and "pytest -m day1" in text, text
    dojo = tmp_path / "my-dojo"

    status, text = run("pytest", "-m", "day2", at=dojo)
    assert status == 1 and "todo 0/" in text and "no Rust rung" not in text and "Traceback" not in text, text

    [site] = environment.parent.glob("lib/python*/site-packages")
    solution = site / "nnkata_plugin" / "suite" / "katas" / "day02_matmul_loops" / "spoilers" / "solution.py"
    shutil.copyfile(solution, dojo / "day02_matmul_loops" / "kata.py")
    status, text = run("pytest", "-m", "day2", at=dojo)
    assert status == 0 and "day  2  matmul_loops  green" in text, text

    status, text = run("nnkata", at=dojo)
    assert status == 0 and "Traceback" not in text, text
