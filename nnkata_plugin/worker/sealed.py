"""The sealed backend: one child per check, a clock, and no trust."""

import math
import os
import re
import selectors
import shutil
import signal
import socket
import tempfile
from contextlib import suppress
from json import loads
from time import monotonic
from typing import Any

from . import frames
from .calls import Limits, Reply, Request, failure
from .frames import Frame, FrameError, Reader
from .program import Program
from .source import Source
from .supervisor import FAREWELL, ZygoteLostError, warm
from .verdicts import CrossedError, Line, Todo, Verdict

BIRTH = 120.0  # seconds for a zygote to import its libraries, on the slowest machine that deserves an answer
GRACE = 1.0  # seconds between the end of a conversation and the news of how the child ended
GLANCE = 0.25  # seconds for a child that is late to tell where it is
NEWS_LIMIT = 4096
DUMP_LIMIT = 1 << 14
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Sealed:
    """The learner's code in a process of its own, which starts at once and loads the file while the check goes on."""

    def __init__(self, kind: str, program: Program, limits: Limits) -> None:
        self._kind = kind
        self._program = program
        self._limits = limits
        self._processor = math.ceil(limits.deadline) + 1  # seconds of processor time
        self._left = limits.deadline
        self._verdict: Verdict | None = None
        self._ready = False
        self._start()

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Reply:
        return self._ask(Request(name, args, kwargs))

    def run(self, function: Source, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Reply:
        return self._ask(Request(function, args, kwargs))

    def close(self) -> None:
        self._end()
        self._verdict = self._verdict or Verdict("infra", "the check has ended: its worker is closed")

    def _start(self) -> None:
        self._zygote = warm(self._kind)
        self._directory = tempfile.mkdtemp(prefix="nnkata-")
        self._talk, talk = socket.socketpair()
        self._leash, leash = socket.socketpair()
        self._output, output = os.pipe()
        self._reader = Reader(self._limits.reply)
        self._outbox: list[memoryview] = []
        self._text = bytearray()
        self._heard = 0
        self._news = bytearray()
        self._born = self._ended = self._lost = False
        self._selector = selectors.DefaultSelector()
        for end in (self._talk, self._leash, self._output):
            os.set_blocking(end if isinstance(end, int) else end.fileno(), False)
            self._selector.register(end, READ)
        try:
            self._zygote.fork(self._directory, [talk.fileno(), output, leash.fileno()])
        except ZygoteLostError:
            pass  # the leash will be found closed
        finally:
            talk.close()
            leash.close()
            os.close(output)
        fields, files = self._program.packed()
        header = {
            "directory": self._directory,
            "memory": self._limits.memory,
            "cpu": self._processor,
            "reply": self._limits.reply,
            "program": fields,
        }
        self._post(frames.LOAD, frames.header_bytes(header), files)

    def _ask(self, request: Request) -> Reply:
        if self._verdict:
            raise self._verdict.again()
        header, chunks = request.framed()
        try:
            self._get_ready()
            self._nothing_more()
            self._post(frames.CALL, header, chunks)
            reply = request.reply(self._receive())
        except FrameError as error:
            raise self._sentence("protocol", f"the worker's answer cannot be read: {error}") from None
        except ZygoteLostError:
            raise self._sentence("infra", "the worker was lost: not your code; run it again") from None
        except (Verdict, Todo, CrossedError) as told:
            told.nnkata_output = self._printed() or told.nnkata_output
            raise
        reply.output = self._printed()
        return reply

    def _get_ready(self) -> None:
        """Wait until the file is loaded; a zygote that was lost meanwhile is replaced once."""
        if self._ready:
            return
        try:
            frame = self._greeting()
        except ZygoteLostError:
            self._end()
            self._start()
            frame = self._greeting()
        if frame.kind == frames.RAISED:
            told = failure(frame.header)
            self._verdict = told if isinstance(told, Verdict) else None
            self._end()
            raise told
        if frame.kind != frames.READY:
            raise FrameError("a frame is no greeting")
        self._ready = True

    def _greeting(self) -> Frame:
        frame = self._receive()
        self._hear()
        if self._lost and "status" not in self._told():
            raise ZygoteLostError
        return frame

    def _nothing_more(self) -> None:
        """Between two calls nothing is said: what is there was forged, and would be taken for the next answer."""
        with suppress(BlockingIOError, ConnectionError):
            if not self._reader.untouched or self._talk.recv(1, socket.MSG_PEEK):
                raise FrameError("it answered twice")

    def _post(self, kind: bytes, header: bytes, chunks: list[Any]) -> None:
        self._outbox = [memoryview(piece) for piece in frames.pieces(kind, header, chunks)]
        self._push()

    def _push(self) -> None:
        waiting = bool(self._outbox)
        try:
            while self._outbox:
                sent = self._talk.send(self._outbox[0])
                self._outbox[0] = self._outbox[0][sent:]
                if not self._outbox[0]:
                    del self._outbox[0]
        except BlockingIOError:
            pass
        except OSError:
            self._outbox.clear()  # the child is gone; its leash tells how
        if waiting:
            self._selector.modify(self._talk, READ | WRITE if self._outbox else READ)

    def _receive(self) -> Frame:
        """Wait for one frame. The clock runs from the child's birth on, and only in here."""
        last = start = monotonic()
        while True:
            try:
                frame = self._reader.read(self._talk)
                self._drain()
                self._check_output()
                return frame
            except BlockingIOError:
                pass
            except (EOFError, ConnectionError):
                self._listen(GRACE)
                raise self._death() from None
            if self._lost:
                raise self._death()
            if self._left <= 0:
                raise self._late()
            ready = self._selector.select(min(1.0, max(self._left, 0.0)) if self._born else 1.0)
            now = monotonic()
            if self._born:
                self._left -= now - last
            elif now - start > BIRTH:
                self._zygote.kill()
                raise ZygoteLostError
            last = now
            for key, _ in ready:
                if key.fileobj is self._leash:
                    self._hear()
                elif key.fileobj is self._talk:
                    self._push()
                else:
                    self._drain()
                    self._check_output()

    def _drain(self) -> None:
        """Take what was printed, up to the limit."""
        while self._heard <= self._limits.output:
            try:
                printed = os.read(self._output, 1 << 16)
            except BlockingIOError:
                return
            if not printed:
                with suppress(KeyError):
                    self._selector.unregister(self._output)
                return
            self._heard += len(printed)
            self._text += printed

    def _check_output(self) -> None:
        if self._heard > self._limits.output:
            raise self._sentence("output-limit", f"it printed more than {self._limits.output >> 10} KiB")

    def _printed(self) -> str:
        text = self._text.decode("utf-8", "replace")
        self._text.clear()
        return text

    def _hear(self) -> None:
        """Take all the news that the zygote has of the child."""
        while not self._lost:
            try:
                news = self._leash.recv(NEWS_LIMIT)
            except BlockingIOError:
                break
            except OSError:
                news = b""
            self._news += news
            self._lost = not news
        self._born = self._born or b'"process"' in self._news
        if self._lost:
            with suppress(KeyError):
                self._selector.unregister(self._leash)

    def _listen(self, seconds: float) -> None:
        """Wait until the zygote has told how the child ended, and has let go."""
        until = monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._leash, READ)
            while not self._lost and (left := until - monotonic()) > 0:
                if selector.select(left):
                    self._hear()

    def _told(self) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for line in self._news.splitlines():
            told |= loads(line)
        return told

    def _death(self) -> BaseException:
        """What to raise when there will be no answer."""
        told = self._told()
        if "missing" in told:
            return self._sentence("infra", f"a worker of kind {self._kind} cannot start: {told['missing']}")
        if "status" not in told:
            if self._lost:
                return ZygoteLostError()
            return self._sentence("died", "it closed the connection to the check: which descriptor did it close?")
        kind, message = ending(told["status"], told["cpu"] > self._processor)
        return self._sentence(kind, message)

    def _sentence(self, kind: str, message: str, lines: list[Line] | None = None) -> Verdict:
        """End the child for good; the verdict stands for every later call."""
        self._end()
        self._verdict = Verdict(kind, message, lines or [])
        told = self._verdict.again()
        told.nnkata_output = self._printed()
        return told

    def _late(self) -> Verdict:
        lines = self._where()
        at = f", in line {lines[-1].number}" if lines else ""
        return self._sentence("timeout", f"still running after {self._limits.deadline:g} s{at}: endless loop?", lines)

    def _where(self) -> list[Line]:
        """The lines of the learner's file where the child is at this moment, outermost first."""
        dump = bytearray()
        with suppress(OSError, KeyError):
            os.kill(self._told()["process"], frames.WHERE)
            self._talk.settimeout(GLANCE)
            while len(dump) < DUMP_LIMIT and (more := self._talk.recv(DUMP_LIMIT)):
                dump += more
                self._talk.settimeout(GLANCE / 5)
        name = re.escape(self._program.filename.encode("ascii", "backslashreplace"))
        found = re.findall(rb'File "' + name + rb'", line (\d{1,9}) in (\w+|<\w+>)$', bytes(dump), re.MULTILINE)
        numbers = [(int(number), function.decode()) for number, function in found[4::-1]]
        return [Line(number, self._program.line(number), function) for number, function in numbers]

    def _end(self) -> None:
        """End the child and all that it started; nothing of it is left when this returns."""
        if self._ended:
            return
        self._ended = True
        with suppress(OSError):
            self._leash.shutdown(socket.SHUT_WR)
        self._listen(FAREWELL)
        if not self._told().keys() & {"status", "missing"}:
            self._zygote.kill()  # it does not answer, or is about to be gone: the next check needs another
        self._drain()
        self._put_away()

    def _put_away(self) -> None:
        self._selector.close()
        self._talk.close()
        self._leash.close()
        os.close(self._output)
        shutil.rmtree(self._directory, ignore_errors=True)


def ending(status: int, spent: bool) -> tuple[str, str]:
    """The verdict on a process that ended with this wait status before it answered.

    Args:
        spent: Whether it had used up its processor time.
    """
    if os.WIFEXITED(status):
        code = os.WEXITSTATUS(status)
        if code == frames.LOST:
            return "died", "it closed the connection to the check: which descriptor did it close?"
        return "died", f"the process ended with status {code} before it answered: os._exit?"
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU or (number == signal.SIGKILL and spent):
        return "cpu-limit", "it used more processor time than the check allows: threads that never end?"
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    return "died", f"the process was ended by {name} before it answered"
