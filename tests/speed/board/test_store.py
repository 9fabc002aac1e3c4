"""The board's file: entries come back as they went in, whole or not at all, whatever happens to the writers."""

import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from nnkata_plugin.catalog import Dojo
from nnkata_plugin.speed.board import store

WRITERS, EACH = 8, 25
KILLS = 50
FILLS_THE_DISK = """
import pickle, resource, sys
from pathlib import Path
from nnkata_plugin.catalog import Dojo
from nnkata_plugin.speed.board import store
entry, code = pickle.load(open(sys.argv[2], "rb"))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    for _ in range(1000):
        store.add(Dojo(Path(sys.argv[1])), entry, code)
except store.BoardError as error:
    print("told:", error)
"""


def asked(dojo, query):
    with closing(sqlite3.connect(store.file_of(dojo))) as board:
        return board.execute(query).fetchall()


def is_whole(dojo):
    """SQLite finds nothing wrong, and every entry has all that belongs to it. Returns how many there are."""
    assert asked(dojo, "PRAGMA integrity_check") == [("ok",)]
    assert asked(dojo, "PRAGMA foreign_key_check") == []
    if asked(dojo, "SELECT count(*) FROM sqlite_master") == [(0,)]:
        return 0  # killed before there were any tables
    parts = "(SELECT count(*) FROM size WHERE entry = id), (SELECT count(*) FROM rung WHERE entry = id)"
    assert set(asked(dojo, f"SELECT {parts} FROM entry")) <= {(2, 4)}
    (number,) = asked(dojo, "SELECT count(*) FROM entry")[0]
    for table in ("size", "rung"):
        assert asked(dojo, f"SELECT count(*) FROM {table} WHERE entry NOT IN (SELECT id FROM entry)") == [(0,)]
    return number


@pytest.fixture
def in_a_process(workspace, an_entry, code, tmp_path):
    """Start a program that writes this entry."""
    import pickle

    given = tmp_path / "entry.pickle"
    given.write_bytes(pickle.dumps((an_entry(), code)))

    def start(program, root=workspace.root):
        command = [sys.executable, "-c", program, str(root), str(given)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    return start


def test_an_entry_comes_back_as_it_went_in(workspace, an_entry, code):
    first, second = an_entry("anna", 0.51), an_entry("bob", 1 / 3, day=36, implementation="solution")
    assert [store.add(workspace, entry, code) for entry in (first, second)] == [1, 2]
    found = store.entries(workspace)
    assert [entry.figures() for entry in found] == [first.figures() | {"id": 1}, second.figures() | {"id": 2}]
    assert found[0].sizes[1].rungs[0].seconds == first.sizes[1].rungs[0].seconds, "every sample, to the last bit"


def test_a_day_or_a_number_may_be_asked_for(workspace, an_entry, code):
    for day in (10, 36, 10):
        store.add(workspace, an_entry(day=day), code)
    assert [entry.id for entry in store.entries(workspace, day=10)] == [1, 3]
    assert [entry.id for entry in store.entries(workspace, number=2)] == [2]
    assert store.entries(workspace, number=4) == []


def test_the_code_is_kept_once(workspace, an_entry, code):
    for _ in range(3):
        store.add(workspace, an_entry(), code)
    assert asked(workspace, "SELECT count(*) FROM program") == [(1,)]
    assert store.source_of(workspace, an_entry().program) == code


def test_a_code_that_is_not_there_is_told(workspace, an_entry, code):
    store.add(workspace, an_entry(), code)
    with pytest.raises(store.BoardError, match="the code 00000000 is not there"):
        store.source_of(workspace, "0" * 64)


def test_no_board_is_an_empty_board_and_reading_makes_none(workspace):
    assert store.entries(workspace) == []
    assert not workspace.state_folder.exists()


def test_it_is_in_wal_mode_and_has_a_version(workspace, an_entry, code):
    store.add(workspace, an_entry(), code)
    assert asked(workspace, "PRAGMA journal_mode") == [("wal",)]
    assert asked(workspace, "PRAGMA user_version") == [(store.VERSION,)]
    assert "board.sqlite" in (workspace.state_folder / "README.md").read_text()


def test_a_board_of_an_older_version_is_read_and_brought_up_to_date(workspace, an_entry, code):
    store.add(workspace, an_entry("anna"), code)
    with closing(sqlite3.connect(store.file_of(workspace))) as board, board:
        for column in ("cost", "floor", "bound"):
            board.execute(f"ALTER TABLE size DROP COLUMN {column}")
        board.execute("PRAGMA user_version = 1")
    before = store.entries(workspace)
    assert [entry.figures() for entry in before] == [an_entry("anna").figures() | {"id": 1}]
    assert store.add(workspace, an_entry("bob"), code) == 2
    assert store.entries(workspace)[:1] == before
    assert asked(workspace, "PRAGMA user_version") == [(store.VERSION,)]


def test_a_newer_board_is_refused_in_one_line(workspace, an_entry, code):
    store.add(workspace, an_entry(), code)
    asked(workspace, f"PRAGMA user_version = {store.VERSION + 1}")
    for act in (lambda: store.entries(workspace), lambda: store.add(workspace, an_entry(), code)):
        with pytest.raises(store.BoardError, match=r"a newer nnkata wrote this board .*pip install -U nnkata") as told:
            act()
        assert "\n" not in str(told.value)
    assert is_whole(workspace) == 1


@pytest.mark.parametrize("content", [b"no database at all " * 100, b"SQLite format 3\0 and then nothing of the kind"])
def test_a_file_that_is_no_board_is_told_and_left_alone(workspace, an_entry, code, content):
    workspace.state_folder.mkdir()
    store.file_of(workspace).write_bytes(content)
    for act in (lambda: store.entries(workspace), lambda: store.add(workspace, an_entry(), code)):
        with pytest.raises(store.BoardError, match=r"board\.sqlite: .*(not a database|malformed|I/O)"):
            act()
    assert store.file_of(workspace).read_bytes() == content


def test_somebody_elses_database_is_left_alone(workspace, an_entry, code):
    workspace.state_folder.mkdir()
    asked(workspace, "CREATE TABLE songs (name TEXT)")
    with pytest.raises(store.BoardError, match="this is no board of nnkata"):
        store.add(workspace, an_entry(), code)
    assert asked(workspace, "SELECT name FROM sqlite_master") == [("songs",)]


def test_where_nothing_can_be_written_one_line_says_so(workspace, an_entry, code):
    workspace.state_folder.write_text("a file where the folder should be")
    with pytest.raises(store.BoardError) as told:
        store.add(workspace, an_entry(), code)
    assert str(workspace.state_folder) in str(told.value) and "\n" not in str(told.value)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_can_be_read(workspace, an_entry, code):
    store.add(workspace, an_entry(), code)
    workspace.state_folder.chmod(0o555)
    store.file_of(workspace).chmod(0o444)
    try:
        assert len(store.entries(workspace)) == 1
        with pytest.raises(store.BoardError, match=r"readonly|read-only|unable to open"):
            store.add(workspace, an_entry(), code)
    finally:
        workspace.state_folder.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="a limit stands for the full disk")
def test_a_full_disk_is_told_and_what_was_there_stays(workspace, in_a_process):
    out, _ = in_a_process(FILLS_THE_DISK).communicate(timeout=60)
    assert out.startswith(f"told: {store.file_of(workspace)}: ") and out.count("\n") == 1, out
    before = is_whole(workspace)
    assert before > 0 and len(store.entries(workspace)) == before


def test_a_failure_in_the_middle_leaves_nothing(workspace, an_entry, code, sized, monkeypatch):
    store.add(workspace, an_entry(), code)
    insert = store._insert

    def breaks(board, table, row):
        if table == "rung" and row["number"] == 1:
            raise KeyboardInterrupt
        return insert(board, table, row)

    monkeypatch.setattr(store, "_insert", breaks)
    with pytest.raises(KeyboardInterrupt):
        store.add(workspace, an_entry(), code)
    assert is_whole(workspace) == 1


def writes_for_ever(root, entry, code, says):
    os.write(says, b"0\n")
    while True:
        os.write(says, b"%d\n" % store.add(Dojo(root), entry, code))


@pytest.mark.skipif(sys.platform == "win32", reason="forks, and needs SIGKILL")
def test_writers_killed_at_any_moment_leave_whole_entries(workspace, an_entry, code):
    fork = multiprocessing.get_context("fork")
    chance = random.Random(7041)
    dojo, written = workspace, 0
    for number in range(KILLS):
        makes_the_file = number % 3 == 0
        if makes_the_file:
            dojo = Dojo(workspace.root / str(number))
            dojo.root.mkdir()
        heard, says = os.pipe()
        writer = fork.Process(target=writes_for_ever, args=(dojo.root, an_entry(), code, says))
        writer.start()
        os.close(says)
        with open(heard) as news:
            assert news.readline() == "0\n"
            time.sleep(chance.uniform(0, 0.02 if makes_the_file else 0.2))
            writer.kill()
            rest = news.read().split()
        writer.join()
        assert writer.exitcode == -signal.SIGKILL, "it would have gone on writing"
        known = max(map(int, rest), default=0)
        written += len(rest)
        assert len(store.entries(dojo)) >= known, "what was said to be there is there"
        if store.file_of(dojo).exists():
            assert is_whole(dojo) >= known
    assert written, "some of them were killed among their entries"


def adds(root, entry, code, begin):
    begin.wait()
    for _ in range(EACH):
        store.add(Dojo(root), entry, code)


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_eight_writers_at_once_lose_nothing(workspace, an_entry, code):
    fork = multiprocessing.get_context("fork")
    begin = fork.Barrier(WRITERS)  # the first of them makes the file, and all want to
    names = [f"player {number}" for number in range(WRITERS)]
    writers = [fork.Process(target=adds, args=(workspace.root, an_entry(name), code, begin)) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    assert is_whole(workspace) == WRITERS * EACH
    found = [entry.player for entry in store.entries(workspace)]
    assert {name: found.count(name) for name in names} == dict.fromkeys(names, EACH)
