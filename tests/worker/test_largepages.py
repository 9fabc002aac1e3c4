"""Moving memory to large pages changes nothing but what a fork takes."""

import os
import sys

import pytest

from nnkata_plugin.worker.largepages import LargePages


@pytest.mark.skipif(sys.platform != "linux", reason="Linux's")
def test_what_lies_in_memory_stays_as_it_is():
    kept = [bytes([number % 251]) * 4096 for number in range(2000)]
    process = os.fork()
    if process == 0:
        pages = LargePages()
        some = bool(pages)
        while pages:
            pages.move_one()
        os._exit(0 if some and all(piece == bytes([n % 251]) * 4096 for n, piece in enumerate(kept)) else 1)
    assert os.waitpid(process, 0)[1] == 0


def test_where_nothing_is_known_of_memory_there_is_nothing_to_move(monkeypatch):
    def refuse(*_: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("builtins.open", refuse)
    assert not LargePages()
