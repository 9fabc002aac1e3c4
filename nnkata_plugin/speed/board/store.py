"""The board's file, `.nnkata/board.sqlite`: an entry is there whole or not at all, whoever is killed or writes beside.

It is SQLite in WAL mode with four plain tables, so anybody may look into it with other tools. Samples are JSON arrays.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from nnkata_plugin.catalog import Dojo
from nnkata_plugin.learn import state
from nnkata_plugin.speed.board.entries import Entry, size_from

VERSION = 2
PATIENCE = 30.0
"""Seconds that a writer waits for the others."""
SCHEMA = (
    "CREATE TABLE program (hash TEXT PRIMARY KEY, source BLOB NOT NULL)",
    """CREATE TABLE entry (
        id INTEGER PRIMARY KEY, made TEXT NOT NULL, player TEXT NOT NULL, day INTEGER NOT NULL,
        implementation TEXT NOT NULL, digest TEXT NOT NULL, program TEXT NOT NULL REFERENCES program,
        checks TEXT NOT NULL, seed INTEGER NOT NULL, tier TEXT NOT NULL, threads INTEGER NOT NULL,
        environment TEXT NOT NULL)""",
    """CREATE TABLE size (
        entry INTEGER NOT NULL REFERENCES entry, number INTEGER NOT NULL,
        function TEXT NOT NULL, axes TEXT NOT NULL, reference TEXT NOT NULL, rounds INTEGER NOT NULL,
        null_call REAL NOT NULL, notes TEXT NOT NULL, wrong TEXT NOT NULL, seed INTEGER NOT NULL,
        control TEXT NOT NULL, noise TEXT NOT NULL, cost TEXT NOT NULL, floor REAL, bound TEXT NOT NULL,
        PRIMARY KEY (entry, number))""",
    """CREATE TABLE rung (
        entry INTEGER NOT NULL REFERENCES entry, number INTEGER NOT NULL,
        rung TEXT NOT NULL, label TEXT NOT NULL, seconds TEXT NOT NULL, median REAL NOT NULL, share REAL,
        against_numpy TEXT NOT NULL, verdict TEXT NOT NULL, unranked TEXT NOT NULL, transfer REAL, tier TEXT NOT NULL,
        PRIMARY KEY (entry, number, rung))""",
    "CREATE INDEX entry_by_day ON entry (day, player)",
    f"PRAGMA user_version = {VERSION}",
)
CHANGES = (
    "ALTER TABLE size ADD COLUMN cost TEXT NOT NULL DEFAULT 'null'",
    "ALTER TABLE size ADD COLUMN floor REAL",
    "ALTER TABLE size ADD COLUMN bound TEXT NOT NULL DEFAULT ''",
    "PRAGMA user_version = 2",
)
"""From version 1 to the next."""
NUMBER = "number"
PARTS = {
    "entry": ("environment",),
    "size": ("axes", "notes", "control", "noise", "cost"),
    "rung": ("seconds", "against_numpy"),
}
"""Columns that hold JSON."""


class BoardError(Exception):
    """The board cannot be read or written: one line that says where, why, and what to do."""


def file_of(dojo: Dojo) -> Path:
    return dojo.state_folder / "board.sqlite"


def add(dojo: Dojo, entry: Entry, source: bytes) -> int:
    """Put an entry on the board, and its code. Returns its number.

    Raises:
        BoardError: It is not there, and nothing of it is.
    """
    path = file_of(dojo)
    with _told(path):
        state.folder(dojo)
        with closing(_connected(path)) as board, _transaction(board):
            _make(board, path)
            board.execute("INSERT OR IGNORE INTO program VALUES (?, ?)", (entry.program, source))
            figures = entry.figures()
            sizes = figures.pop("sizes")
            del figures["id"]
            number = _insert(board, "entry", figures)
            for place, size in enumerate(sizes):
                rungs = size.pop("rungs")
                del size["day"]  # the entry's
                _insert(board, "size", {"entry": number, NUMBER: place} | size)
                for rung in rungs:
                    _insert(board, "rung", {"entry": number, NUMBER: place} | rung)
        return number


def entries(dojo: Dojo, day: int | None = None, number: int | None = None) -> list[Entry]:
    """What is on the board, the oldest first; of one day or with one number, if that is asked.

    Raises:
        BoardError: There is a file, but it cannot be read.
    """
    with _reading(dojo) as board:
        if board is None:
            return []
        where = "(:day IS NULL OR day = :day) AND (:id IS NULL OR id = :id)"
        chosen = {"day": day, "id": number}
        found = _rows(board, "entry", f"SELECT * FROM entry WHERE {where} ORDER BY id", chosen)
        of_them = f"WHERE entry IN (SELECT id FROM entry WHERE {where}) ORDER BY entry, number"
        sizes = _rows(board, "size", f"SELECT * FROM size {of_them}", chosen)
        rungs = _rows(board, "rung", f"SELECT * FROM rung {of_them}, rung.rowid", chosen)
    of_size: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for rung in rungs:
        of_size.setdefault((rung["entry"], rung[NUMBER]), []).append(rung)
    of_entry: dict[int, list[Any]] = {}
    days = {row["id"]: row["day"] for row in found}
    for size in sizes:
        belongs = size["entry"], size[NUMBER]
        figures = size | {"day": days[size["entry"]], "rungs": of_size.get(belongs, [])}
        of_entry.setdefault(size["entry"], []).append(size_from(figures))
    return [Entry(**row, sizes=of_entry.get(row["id"], [])) for row in found]


def source_of(dojo: Dojo, program: str) -> bytes:
    """The code of a program that the board names."""
    with _reading(dojo) as board:
        row = board.execute("SELECT source FROM program WHERE hash = ?", (program,)).fetchone() if board else None
        if row is None:
            raise BoardError(f"{file_of(dojo)}: the code {program[:8]} is not there")
        return bytes(row["source"])


@contextmanager
def _reading(dojo: Dojo) -> Iterator[sqlite3.Connection | None]:
    """The board for reading; None where nothing was ever written."""
    path = file_of(dojo)
    if not path.is_file():
        yield None
        return
    with _told(path):
        try:
            board = _connected(path, "?mode=ro")
            version = _version(board, path)
        except sqlite3.OperationalError:
            # Beside a file in a folder that may not be written, WAL's own files cannot be made. Nobody changes it then.
            board = _connected(path, "?mode=ro&immutable=1")
            version = _version(board, path)
        with closing(board):
            yield board if version else None


def _connected(path: Path, words: str = "") -> sqlite3.Connection:
    # Transactions are begun by hand: the module's own would begin too late to keep two writers apart.
    board = sqlite3.connect(path.absolute().as_uri() + words, timeout=PATIENCE, isolation_level=None, uri=True)
    board.row_factory = sqlite3.Row
    return board


def _make(board: sqlite3.Connection, path: Path) -> None:
    """The tables as this version wants them, unless they are there."""
    version = _version(board, path)
    for statement in (SCHEMA, CHANGES, ())[version]:
        board.execute(statement)


def _version(board: sqlite3.Connection, path: Path) -> int:
    """The version of the file's schema; 0 for a file that holds nothing yet."""
    version = int(board.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        newer = f"a newer nnkata wrote this board (version {version}, this one knows {VERSION})"
        raise BoardError(f"{path}: {newer}: pip install -U nnkata")
    if not version and board.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise BoardError(f"{path}: this is no board of nnkata. Move it away, and the next run begins one")
    return version


@contextmanager
def _transaction(board: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. It waits for its turn at the beginning, so that it never has to give up in the middle."""
    with suppress(sqlite3.OperationalError):  # somebody else is there: then it is or will be so already
        board.execute("PRAGMA journal_mode = WAL")
    board.execute("PRAGMA foreign_keys = ON")
    board.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):  # a full disk has rolled back by itself
            board.execute("ROLLBACK")
        raise
    board.execute("COMMIT")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        what = str(error)
        if "not a database" in what or "malformed" in what:
            what += ". Move it away, and the next run begins a new board"
        raise BoardError(f"{path}: {what}") from None
    except OSError as error:
        raise BoardError(f"{error.filename or path}: {error.strerror}") from None


def _insert(board: sqlite3.Connection, table: str, row: dict[str, Any]) -> int:
    written = row | {name: json.dumps(row[name]) for name in PARTS[table]}
    names = ", ".join(written)
    done = board.execute(
        f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(written))})", list(written.values())
    )
    return int(done.lastrowid or 0)


def _rows(board: sqlite3.Connection, table: str, query: str, chosen: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [dict(row) for row in board.execute(query, chosen)]
    # A board that an older version wrote and that is only read lacks some.
    return [row | {name: json.loads(row[name]) for name in PARTS[table] if name in row} for row in rows]
