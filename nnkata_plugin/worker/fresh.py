"""A worker with an interpreter of its own: it loads the libraries of its kind, and then is what a forked one is."""

from collections.abc import Sequence

from . import child, frames, inherit
from .preload import preload, settle_path


def main(kind: str, sites: list[str], keeper: int, ends: Sequence[int] | None) -> None:
    connection_end, output, *shared = inherit.taken(ends, 2)
    connection = inherit.as_socket(connection_end)
    settle_path(sites)
    missing = preload(kind)
    if missing:
        for piece in frames.pieces(frames.UNCONFINED, frames.header_bytes({"message": missing}), []):
            connection.sendall(piece)
        return
    child.main(connection, output, keeper, kind == "torch", *shared)
