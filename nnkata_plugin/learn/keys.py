"""Single keys from a terminal, without Enter. Where the input is no terminal, none ever come."""

import os
import select
import sys
import time
from types import TracebackType
from typing import Any


class Keys:
    """Reads keys while it is open; the terminal is then put back to how it was."""

    def __init__(self) -> None:
        self._descriptor = sys.stdin.fileno() if sys.stdin is not None and sys.stdin.isatty() else None
        self._former: list[Any] = []

    @property
    def there(self) -> bool:
        return self._descriptor is not None

    def __enter__(self) -> "Keys":
        if self._descriptor is not None:
            import termios
            import tty

            self._former = termios.tcgetattr(self._descriptor)
            tty.setcbreak(self._descriptor)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._descriptor is not None:
            import termios

            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._former)

    def pressed(self, patience: float) -> str:
        """The key that was pressed since the last time, the latest of several; empty if none was in so many seconds."""
        if self._descriptor is None:
            time.sleep(patience)
            return ""
        if not select.select([self._descriptor], [], [], patience)[0]:
            return ""
        typed = os.read(self._descriptor, 1024)
        return typed.decode(errors="replace")[-1:].lower() or "q"  # nothing to read: the terminal is gone
