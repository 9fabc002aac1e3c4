"""The board as text: a line a day, or a day in full. Rich on a terminal, plain in a pipe, Markdown in a page."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from nnkata_plugin.catalog import Kata, all_katas
from nnkata_plugin.speed.board.ranking import Ranking, Standing
from nnkata_plugin.speed.environment import differs
from nnkata_plugin.speed.statistics import Interval

RIGHT = ("day", "entry", "entries", "ratio", "cost", "your best")
NARROW = 80


@dataclass
class Table:
    """A heading, rows of cells, and lines below."""

    heading: str
    columns: Sequence[str]
    rows: list[list[str]] = field(default_factory=list)
    own: set[int] = field(default_factory=set)
    """The rows of the player who asks."""
    below: list[str] = field(default_factory=list)


def overview(rankings: Sequence[Ranking], player: str) -> Table:
    """A line a day: one's own best beside the best there is."""
    columns = ("day", "title", "your best", "place", "the best there is", "entries")
    table = Table(f"the board, as {player} sees it", columns)
    for ranking in rankings:
        own = next((one for one in ranking.best if one.entry.player == player), None)
        first = next(iter(ranking.best), None)
        table.rows.append(
            [
                str(ranking.day),
                _title(ranking.day),
                ratio_of(own.score) if own else "",
                f"{own.words} of {len(ranking.best)}" if own else "",
                f"{ratio_of(first.score)} {_whose(first)}" if first else "nothing ranked",
                str(len(ranking.standings)),
            ]
        )
    table.below.append("Time divided by the reference's in the same run: less is faster. `nnkata board DAY` says more.")
    return table


def of_day(ranking: Ranking) -> Table:
    """Each player's best on a day."""
    reference = ranking.reference or "the reference"
    unranked = _unranked(ranking)
    if not ranking.best:
        return Table(f"day {ranking.day}  {_title(ranking.day)}", (), below=["nothing is ranked yet", *unranked])
    columns = ("place", "player", "program", "ratio", "interval", "cost", "entry", "made")
    table = Table(f"day {ranking.day}  {_title(ranking.day)}", columns)
    table.rows += [
        [
            one.words,
            one.entry.player,
            _program(one),
            ratio_of(one.score),
            between(one.score),
            cost_of(one),
            f"#{one.entry.id}",
            _when(one),
        ]
        for one in ranking.best
    ]
    table.below.append(f"ratio: time divided by {reference}'s in the same run, geometric mean of all sizes")
    table.below += _costs(ranking)
    if any(one.tied for one in ranking.best):
        table.below.append("= : too close to say, within the noise of both runs")
    for function, size in ranking.left_out:
        table.below.append(f"{function}, {size}: counts for nobody, for calling takes a good part of so short a time")
    table.below += [*_apart(ranking.best), *unranked]
    return table


def _costs(ranking: Ranking) -> Iterator[str]:
    """What the column of costs says, the least there is, and where costs are not to be compared."""
    known = [one for one in ranking.standings if one.cost is not None]
    if not known:
        return
    least = min(known, key=lambda one: (one.cost or 0.0, one.entry.id))
    yield (
        "cost: calls, steps, arrays and bytes as counted, the worked solution's are 1: the same on every machine; "
        f"the least known is {cost_of(least)}, {least.entry.player} #{least.entry.id}"
    )
    versions = {cost.versions for one in known for cost in one.entry.costs}
    if len(versions) > 1:
        told = "; ".join(sorted(f"Python {python}, NumPy {numpy}" for python, numpy in versions))
        yield f"costs of other versions are not compared: {told}"


def cost_of(standing: Standing) -> str:
    """The cost, beside which no interval stands: it does not vary."""
    return three_digits(standing.cost) if standing.cost is not None else ""


def _unranked(ranking: Ranking) -> list[str]:
    """A line for each player who has entries and no place: the newest, with its reason."""
    placed = {one.entry.player for one in ranking.best}
    newest = {one.entry.player: one for one in ranking.standings if one.entry.player not in placed}
    return [f"#{one.entry.id} {player}: not ranked: {one.why}" for player, one in newest.items()]


def history(ranking: Ranking, player: str) -> Table:
    """All entries of a player on a day."""
    columns = ("entry", "made", "program", "ratio", "interval", "cost", "")
    table = Table(f"{player} on day {ranking.day}", columns)
    for one in ranking.of(player):
        marks = [
            word for word, is_so in (("best", one.best), ("noisy", one.entry.is_noisy), (one.why, one.why)) if is_so
        ]
        said = ", ".join(marks)
        table.rows.append(
            [f"#{one.entry.id}", _when(one), _program(one), ratio_of(one.score), between(one.score), cost_of(one), said]
        )
    table.below += _apart(ranking.of(player))
    return table


def _apart(standings: Sequence[Standing]) -> Iterator[str]:
    """A line for each entry that was made elsewhere than the first, or asked something else."""
    if not standings:
        return
    first = standings[0].entry
    for one in standings[1:]:
        found = differs(one.entry.environment, first.environment)
        found += ["other checks"] * (one.entry.checks != first.checks)
        if one.entry.tier != first.tier:
            found.append(one.entry.tier)
        if found:
            yield f"#{one.entry.id} {one.entry.player}: elsewhere than #{first.id}: {'; '.join(found)}"


def _title(day: int) -> str:
    kata: Kata | None = next((kata for kata in all_katas() if kata.day == day), None)
    return kata.facts.title if kata else "a day that is not installed"


def _whose(standing: Standing) -> str:
    named = "" if standing.entry.is_learners else f" ({standing.entry.implementation})"
    return f"{standing.entry.player}{named} #{standing.entry.id}"


def _program(standing: Standing) -> str:
    entry = standing.entry
    return f"{'kata.py' if entry.is_learners else entry.implementation} {entry.digest}"


def _when(standing: Standing) -> str:
    return standing.entry.made[:16].replace("T", " ")


def ratio_of(score: Interval | None) -> str:
    return three_digits(score.middle) if score else ""


def between(score: Interval | None) -> str:
    return f"{three_digits(score.low)} to {three_digits(score.high)}" if score else ""


def three_digits(ratio: float) -> str:
    """A ratio as short as it can be told: ``0.942``, ``1.20``, ``15.3``, ``1520``."""
    return f"{ratio:#.3g}".rstrip(".") if 1e-3 <= ratio < 1000 else f"{ratio:.1e}" if ratio < 1e-3 else f"{ratio:.0f}"


def drawn(tables: Sequence[Table], width: int, colours: bool = False) -> str:
    """The tables as text.

    Args:
        tables: What is shown, one below the other.
        width: Columns that there are.
        colours: Whether the text goes to a terminal.
    """
    from rich.console import Console

    out = io.StringIO()
    system: Literal["standard"] | None = "standard" if colours else None
    console = Console(
        file=out,
        width=max(width, NARROW),
        force_terminal=colours,
        color_system=system,
        highlight=False,
        markup=False,
    )
    for number, table in enumerate(tables):
        if number:
            console.print()
        console.print(table.heading, style="bold")
        if table.rows:
            console.print(_rich(table))
        for line in table.below:
            console.print(line, soft_wrap=True, style="dim" if colours else "")
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _rich(table: Table) -> Any:
    from rich.table import Table as RichTable
    from rich.text import Text

    shown = RichTable(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False, header_style="dim")
    for column in table.columns:
        # What is cut on a narrow screen is a title or a name, never a number.
        cut = column in ("title", "player", "program", "the best there is")
        shown.add_column(
            column,
            justify="right" if column in RIGHT else "left",
            no_wrap=True,
            overflow="ellipsis" if cut else "ignore",
        )
    for number, row in enumerate(table.rows):
        shown.add_row(*map(Text, row), style="bold" if number in table.own else "")
    return shown


def markdown(tables: Sequence[Table]) -> str:
    """The tables for a page."""
    parts = []
    for table in tables:
        lines = [f"### {_cell(table.heading)}", ""]
        if table.rows:
            lines.append(f"| {' | '.join(table.columns)} |")
            lines.append("|" + "|".join("---:" if column in RIGHT else "---" for column in table.columns) + "|")
            lines += [f"| {' | '.join(map(_cell, row))} |" for row in table.rows]
            lines.append("")
        lines += [f"* {_cell(line)}" for line in table.below]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
