"""What a run puts on the board, and the line that says so: the run goes on whatever becomes of it."""

from nnkata_plugin.catalog import Dojo, Kata
from nnkata_plugin.catalog.implementation import Implementation
from nnkata_plugin.speed import board
from nnkata_plugin.speed.board.entries import Entry, entry_of
from nnkata_plugin.speed.timings import DayTiming


def record(
    dojo: Dojo | None, kata: Kata, timing: DayTiming, implementation: Implementation, player: str, seed: int, tier: str
) -> str:
    """Put the ladder of a green day on the board. Returns a line; none for a clone, which keeps no board."""
    if dojo is None or not dojo.is_workspace:
        return ""
    if not any(size.learner for size in timing.sizes):
        return f"day {kata.day}: not on the board: no size was timed"
    if reason := board.missing():
        return f"day {kata.day}: not on the board: {reason}"
    # Only now: it needs sqlite3.
    from nnkata_plugin.speed.board import store

    entry = entry_of(kata, timing, implementation, player, seed, tier)
    try:
        number = store.add(dojo, entry, implementation.source)
        return f"day {kata.day}: #{number} on the board{_said_of(number, store.entries(dojo, kata.day))}"
    except store.BoardError as error:
        return f"day {kata.day}: not on the board: {error}"


def _said_of(number: int, entries: list[Entry]) -> str:
    """What an entry comes to beside the others of its day."""
    from nnkata_plugin.speed.board import table
    from nnkata_plugin.speed.board.ranking import ranked

    ranking = ranked(entries)
    own = next(one for one in ranking.standings if one.entry.id == number)
    if own.why:
        return f", not ranked: {own.why}"
    among = sum(one.place > 0 for one in ranking.best)
    best = f", place {own.words} of {among}" if own.best else f", not the best of {own.entry.player}"
    return f": {table.ratio_of(own.score)} times {ranking.reference}'s time{best}"
