"""The line on which a child's keeper tells of it, and by which it is told, without a word, to end the child."""

import selectors
import socket
from contextlib import suppress
from json import loads
from time import monotonic
from typing import Any

NEWS_LIMIT = 4096


class Leash:
    """The check's end. Only the zygote or keeper holds the other one: what it says is believed."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self.end = end
        self.lost = False
        """Whether the keeper has let go of it: there will be no more news."""
        self._news = bytearray()

    def hear(self) -> None:
        """Take all the news that there are."""
        while not self.lost:
            try:
                news = self.end.recv(NEWS_LIMIT)
            except BlockingIOError:
                break
            except OSError:
                news = b""
            self._news += news
            self.lost = not news

    def listen(self, seconds: float, to_the_last: bool = False) -> None:
        """Wait until the keeper has told how the child ended.

        Args:
            seconds: At most so many.
            to_the_last: Until it has tidied up and let go, too.
        """
        until = monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self.end, selectors.EVENT_READ)
            while not self.lost and (to_the_last or not self.ended) and (left := until - monotonic()) > 0:
                if selector.select(left):
                    self.hear()

    @property
    def ended(self) -> bool:
        """Whether the child, if there ever was one, has ended with all that it started, as the keeper told."""
        return bool(self.told.keys() & {"code", "missing"})

    @property
    def told(self) -> dict[str, Any]:
        """`process`: the child's number; then `code` and `cpu`: how it ended; or `missing`: why there is none."""
        told: dict[str, Any] = {}
        for line in self._news.split(b"\n")[:-1]:
            told |= loads(line)
        return told

    def let_go(self) -> None:
        """Ask the keeper to end the child with all that it started."""
        with suppress(OSError):
            self.end.shutdown(socket.SHUT_WR)
