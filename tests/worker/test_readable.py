"""The list of what may be read: everything in the roots, nothing that is forbidden, by walking around it."""

import os

import pytest

from nnkata_plugin.worker import readable
from nnkata_plugin.worker.landlock import READ, READ_DIR


class Tree:
    """Files under a folder, and what a list of rules allows of them: as the kernel does, by looking upwards."""

    def __init__(self, root, *files):
        self.root = root
        for name in files:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text("text")

    def readable(self, roots, forbidden):
        whole = [[str(self.root / name) for name in names] for names in (roots, forbidden)]
        rules = dict(readable.allowed(*whole))
        whole = {path for path, what in rules.items() if what == READ}
        return {
            str(file.relative_to(self.root))
            for file in self.root.rglob("*")
            if file.is_file() and whole & {str(file), *map(str, file.parents)}
        }


@pytest.fixture
def tree(tmp_path):
    return Tree(
        tmp_path, "lib/numpy/core.py", "lib/numpy/linalg/svd.py", "lib/six.py", "lib/nnkata_plugin/plugin.py",
        "lib/nnkata_plugin/suite/solution.py", "lib/deep/er/dojo/kata.py", "lib/deep/er/other.py", "home/notes.txt",
        "lib/deep/er/dojo/.venv/site/torch.py",
    )  # fmt: skip


def test_without_anything_forbidden_a_root_is_one_rule(tree, tmp_path):
    assert readable.allowed([str(tmp_path / "lib")], [str(tmp_path / "home")]) == [(str(tmp_path / "lib"), READ)]


def test_what_is_forbidden_is_walked_around(tree):
    kept = tree.readable(["lib"], ["lib/nnkata_plugin", "lib/deep/er/dojo"])
    assert kept == {"lib/numpy/core.py", "lib/numpy/linalg/svd.py", "lib/six.py", "lib/deep/er/other.py"}


def test_folders_that_were_walked_through_can_be_listed(tree, tmp_path):
    rules = dict(readable.allowed([str(tmp_path / "lib")], [str(tmp_path / "lib/deep/er/dojo")]))
    listed = {path for path, what in rules.items() if what == READ_DIR}
    assert listed == {str(tmp_path / name) for name in ("lib", "lib/deep", "lib/deep/er")}


def test_a_root_inside_something_forbidden_counts(tree):
    """An environment inside the workspace: its libraries are libraries all the same."""
    kept = tree.readable(["lib", "lib/deep/er/dojo/.venv/site"], ["lib/deep/er/dojo"])
    assert "lib/deep/er/dojo/.venv/site/torch.py" in kept
    assert "lib/deep/er/dojo/kata.py" not in kept


def test_a_root_that_is_forbidden_is_none(tree):
    assert tree.readable(["lib/nnkata_plugin"], ["lib/nnkata_plugin"]) == set()


def test_a_root_that_is_not_there_is_none(tree):
    assert tree.readable(["nowhere"], []) == set()


def test_a_file_can_be_forbidden_and_can_be_a_root(tree):
    kept = tree.readable(["lib/six.py", "lib/numpy"], ["lib/numpy/core.py"])
    assert kept == {"lib/six.py", "lib/numpy/linalg/svd.py"}


def test_links_are_judged_by_what_they_lead_to(tree, tmp_path):
    (tmp_path / "lib/numpy/link").symlink_to(tmp_path / "home")
    (tmp_path / "also_lib").symlink_to(tmp_path / "lib")
    rules = readable.allowed([str(tmp_path / "also_lib")], [str(tmp_path / "also_lib/six.py")])
    assert all(path.startswith(str(tmp_path / "lib")) for path, _ in rules)  # never what a link stands for
    assert str(tmp_path / "lib/six.py") not in dict(rules)
    assert str(tmp_path / "lib/numpy") in dict(rules)  # as a whole: the link in it leads to where nothing is allowed


def test_names_that_only_begin_alike_are_others(tree, tmp_path):
    Tree(tmp_path, "lib/nnkata_plugin_extra/a.py")
    assert "lib/nnkata_plugin_extra/a.py" in tree.readable(["lib"], ["lib/nnkata_plugin"])


def test_this_package_is_not_among_the_libraries():
    paths = [path for path, what in readable.libraries(()) if what & READ == READ]
    package = os.path.realpath(os.path.dirname(os.path.dirname(readable.__file__)))
    assert not any(f"{package}/plugin.py".startswith(f"{path}/") for path in paths)
    assert any(f"{os.path.realpath(os.__file__)}".startswith(f"{path}/") for path in paths)


def test_a_package_installed_among_the_libraries_is_kept_out(tmp_path, monkeypatch):
    site = tmp_path / "lib/python3.11/site-packages"
    tree = Tree(tmp_path, *(f"lib/python3.11/site-packages/{name}/a.py" for name in ("numpy", "nnkata_plugin")))
    monkeypatch.setattr(readable, "roots", lambda: (str(site),))
    readable.libraries.cache_clear()
    try:
        rules = dict(readable.libraries(()))
    finally:
        readable.libraries.cache_clear()
    assert rules[str(site)] == READ_DIR
    assert rules[str(site / "numpy")] == READ
    assert str(site / "nnkata_plugin") not in rules
    monkeypatch.setattr(readable, "roots", lambda: (str(tree.root / "lib"),))
    assert str(site / "nnkata_plugin") not in dict(readable.libraries(()))
    readable.libraries.cache_clear()


def test_hidden_folders_matter_only_among_the_libraries(monkeypatch):
    monkeypatch.setattr(readable, "roots", lambda: ("/usr/lib",))
    assert readable.hidden_here(["/usr/lib/dojo", "/home/me/dojo", "/usr/libdojo"]) == ("/usr/lib/dojo",)
