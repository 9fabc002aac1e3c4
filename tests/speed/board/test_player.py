"""Whose name an entry carries."""

import getpass

import pytest

from nnkata_plugin.catalog import Refusal
from nnkata_plugin.speed.board.player import player


def says(dojo, line):
    (dojo.root / "nnkata.toml").write_text(f'version = "0.1.0"\n{line}\n', encoding="utf-8")
    return dojo


def test_an_option_comes_before_the_file_and_the_file_before_the_login_name(workspace, monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "login")
    assert player(None, None) == player(None, workspace) == "login"
    says(workspace, 'player = "Ánna K."')
    assert player(None, workspace) == "Ánna K."
    assert player("bob", workspace) == "bob"


def test_a_machine_without_names_still_has_somebody(monkeypatch):
    def nobody():
        raise KeyError

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert player(None, None) == "somebody"


@pytest.mark.parametrize("name", ["", "  ", "a" * 41, "an\x1b[31mna", "two\nlines", "\u202eanna"])
def test_a_name_that_cannot_stand_in_a_table_is_refused(workspace, name):
    with pytest.raises(Refusal, match="--kata-player"):
        player(name, workspace, "--kata-player")


def test_a_bad_name_in_the_file_names_the_file(workspace):
    with pytest.raises(Refusal, match=r"nnkata\.toml: player ''"):
        player(None, says(workspace, 'player = ""'))
