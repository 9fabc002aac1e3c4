"""`nnkata board`: from the words of the command line to what is printed."""

import sys

from nnkata_plugin.catalog import Dojo, Kata, Refusal
from nnkata_plugin.speed.board import export, store, table
from nnkata_plugin.speed.board.entries import Entry
from nnkata_plugin.speed.board.player import player as player_of
from nnkata_plugin.speed.board.ranking import by_day
from nnkata_plugin.speed.board.store import BoardError
from nnkata_plugin.speed.terminal import columns


def text(dojo: Dojo, kata: Kata | None, named: str | None, form: str | None) -> str:
    """What `nnkata board` prints.

    Args:
        dojo: Whose board.
        kata: One day; without it, all.
        named: The player whose history is shown; by default one's own.
        form: ``json``, ``csv`` or ``md`` for other programs.

    Raises:
        Refusal: The words are wrong, or the board cannot be read.
    """
    if form is not None and form not in export.FORMATS:
        raise Refusal(f"--export {form}: not known. Give {', '.join(export.FORMATS)}")
    player = player_of(named, dojo)
    entries = _entries(dojo, kata.day if kata else None)
    rankings = by_day(entries)
    if form:
        return export.exported(form, entries, rankings)
    if not entries:
        return _how_to_fill(kata)
    tables = [table.overview(rankings, player)]
    if kata:
        tables = [table.of_day(rankings[0]), table.history(rankings[0], player)]
        tables[0].own = {number for number, one in enumerate(rankings[0].best) if one.entry.player == player}
    players = sorted({entry.player for entry in entries})
    if player not in players:
        tables[-1].below.append(f"nothing of {player} here; there are {', '.join(players)}: --player NAME")
    return table.drawn(tables, columns(), sys.stdout.isatty())


def overview(dojo: Dojo, player: str, width: int, colours: bool) -> str:
    """A line a day, as a run of all days shows it at its end; empty where there is nothing.

    Raises:
        Refusal: The board cannot be read.
    """
    rankings = by_day(_entries(dojo))
    return table.drawn([table.overview(rankings, player)], width, colours) if rankings else ""


def _entries(dojo: Dojo, day: int | None = None) -> list[Entry]:
    try:
        return store.entries(dojo, day)
    except BoardError as error:
        raise Refusal(str(error)) from None


def _how_to_fill(kata: Kata | None) -> str:
    which = f"day{kata.day}" if kata else "day10"
    of_day = f"nothing on the board for day {kata.day} yet" if kata else "nothing on the board yet"
    return f"{of_day}: `pytest -m {which} --benchmark` puts a day there once it is green\n"
