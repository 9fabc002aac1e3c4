"""The board for other programs: every entry with every sample as JSON, a line a rung as CSV, tables as Markdown."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from nnkata_plugin.speed.board import table
from nnkata_plugin.speed.board.entries import Entry
from nnkata_plugin.speed.board.ranking import Ranking
from nnkata_plugin.speed.cost import Cost

VERSION = 1
FORMATS = ("json", "csv", "md")
OF_ENTRY = ("id", "made", "player", "day", "implementation", "digest", "checks", "seed", "tier", "threads")
OF_ENVIRONMENT = ("nnkata", "python", "numpy", "torch", "cpu", "isa", "fingerprint")
OF_SIZE = ("function", "reference", "rounds", "null_call", "floor", "bound")
OF_RUNG = ("rung", "label", "median", "share", "verdict", "unranked", "transfer")
OF_COST = ("calls", "steps", "numpy", "arrays", "bytes", "peak")
ENDS = ("low", "middle", "high")


def exported(form: str, entries: Sequence[Entry], rankings: Sequence[Ranking]) -> str:
    """The board as text in one of `FORMATS`."""
    if form == "json":
        return _json(entries, rankings)
    return _csv(entries) if form == "csv" else table.markdown([table.of_day(ranking) for ranking in rankings])


def _json(entries: Sequence[Entry], rankings: Sequence[Ranking]) -> str:
    standings = [
        {
            "day": ranking.day,
            "id": one.entry.id,
            "player": one.entry.player,
            "place": one.place or None,
            "tied": one.tied,
            "best": one.best,
            "ratio": vars(one.score) if one.score else None,
            "unranked": one.why,
            "cost": one.cost,
        }
        for ranking in rankings
        for one in ranking.standings
    ]
    whole = {
        "version": VERSION,
        "command": "board",
        "entries": [one.figures() for one in entries],
        "standings": standings,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _csv(entries: Sequence[Entry]) -> str:
    out = io.StringIO()
    ratio = [f"against_numpy_{end}" for end in ENDS]
    noise = [f"noise_{end}" for end in ENDS]
    costs = ["cost_score", *(f"cost_{name}" for name in OF_COST)]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*OF_ENTRY, *OF_ENVIRONMENT, *OF_SIZE, "axes", *noise, *costs, *OF_RUNG, *ratio])
    for entry in entries:
        head = [getattr(entry, name) for name in OF_ENTRY] + [entry.environment.get(name) for name in OF_ENVIRONMENT]
        for size in entry.sizes:
            of_size = [getattr(size, name) for name in OF_SIZE] + [size.size, *_ends(size.noise), *_cost(size.cost)]
            for rung in size.rungs:
                of_rung = [getattr(rung, name) for name in OF_RUNG]
                writer.writerow([*head, *of_size, *of_rung, *_ends(rung.against_numpy)])
    return out.getvalue()


def _ends(interval: Any) -> list[Any]:
    return [getattr(interval, end) if interval else None for end in ENDS]


def _cost(cost: Cost | None) -> list[Any]:
    counts = cost.counts if cost else None
    return [cost.score if cost else None, *(getattr(counts, name, None) for name in OF_COST)]
