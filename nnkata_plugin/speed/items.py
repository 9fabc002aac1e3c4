"""The pytest items of a day's ladder: one that times it, and for pytest-benchmark one a rung and size."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nnkata_plugin.speed.ladder import Size
from nnkata_plugin.speed.replay import Clock, replay
from nnkata_plugin.speed.timings import RungTiming, SizeTiming

NODE = "ladder"


class LadderNode(pytest.Collector):
    """Holds the items of a day. It is no file, so that nothing takes them for checks of the day."""

    def collect(self) -> list[pytest.Item]:
        return []


class LadderItem(pytest.Item):
    """Times a day."""

    climb: Callable[[], None]

    def runtest(self) -> None:
        self.climb()

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name


class ReplayItem(pytest.Function):
    """Tells pytest-benchmark what one rung took; passed over where nothing was timed."""

    size: SizeTiming | None = None
    timing: RungTiming | None = None

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name


def node_of(session: pytest.Session, folder: Path) -> LadderNode:
    """The parent of a day's items."""
    path = folder / NODE
    try:
        shown = path.relative_to(session.config.rootpath).as_posix()
    except ValueError:
        shown = path.as_posix()
    node: LadderNode = LadderNode.from_parent(session, name=NODE, path=path, nodeid=shown)
    return node


def replay_item(node: LadderNode, day: int, size: Size, rung: str) -> ReplayItem:
    """An item that uses the `benchmark` fixture with a clock of its own."""
    clock = Clock()

    def replayed(benchmark: Any) -> None:
        assert item.size is not None and item.timing is not None, "an item without timing is passed over"
        replay(benchmark, clock, item.timing.seconds, item.size.figures_of(item.timing))

    name = f"{size.timed.name}[{'-'.join(map(str, size.axes.values()))}-{rung}]"
    item: ReplayItem = ReplayItem.from_parent(node, name=name, callobj=replayed)
    item.add_marker(pytest.mark.benchmark(group=f"day{day} {size.label}", timer=clock))
    return item
