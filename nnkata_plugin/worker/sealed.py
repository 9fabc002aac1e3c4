"""The sealed backend: one child per check, a clock, and no trust."""

import math
import os
import re
import selectors
import signal
import socket
from collections.abc import Collection
from contextlib import ExitStack, suppress
from dataclasses import asdict
from functools import partial
from time import monotonic
from typing import Any

from . import advice, disk, endings, frames, inherit, processor, supervisor
from .calls import Change, Limits, Reply, Request, failure, unconfined
from .frames import Frame, FrameError, Reader
from .isolation import Isolation
from .leash import Leash
from .program import Program
from .shared import SMALL, Shared
from .source import Source
from .supervisor import FAREWELL, ZygoteLostError
from .verdicts import CrossedError, Line, Todo, Verdict

CLOSED = "it closed the connection to the check: which descriptor did it close?"
GRACE = 1.0  # seconds between the end of a conversation and the news of how the child ended
TIDYING = 60.0  # seconds for what an ended child wrote to be removed
GLANCE = 0.1  # seconds for a child that is late to tell where it is
DUMP_LIMIT = 1 << 14
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Sealed:
    """The learner's code in a process of its own, which starts at once and loads the file while the check goes on."""

    def __init__(self, kind: str, program: Program, limits: Limits, isolation: Isolation) -> None:
        self._kind = kind
        self._isolation = isolation
        self._program = program
        self._limits = limits
        self._processor = math.ceil(limits.deadline) + 1  # seconds of processor time
        self._left = limits.deadline
        self._verdict: Verdict | None = None
        self._ready = False
        self._start()

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Reply:
        return self._ask(Request(name, args, kwargs))

    def run(self, function: Source, args: tuple[Any, ...], kwargs: dict[str, Any], watch: bool = True) -> Reply:
        return self._ask(Request(function, args, kwargs, watch))

    def become(self, fault: str | None, seconds: float) -> None:
        """Load the program afresh with this fault of it, or with none; from now on there are so many seconds.

        For known code only, of which one child may play many: what the learner's code left behind is not cleared away.
        """
        self._left = seconds
        self._ask(Change("", (), {}, fault=fault))

    def processor(self) -> float | None:
        self._leash.hear()
        process = self._leash.told.get("process")
        return processor.spent(process) if process else None

    def keep_on(self, processors: Collection[int]) -> None:
        self._leash.hear()
        if process := self._leash.told.get("process"):
            processor.keep_on(process, processors)

    def close(self) -> None:
        self._end()
        self._verdict = self._verdict or Verdict("infra", "the check has ended: its worker is closed")

    def _start(self) -> None:
        self._sources: dict[Source, int] = {}  # that the worker has
        self._outbox: list[memoryview] = []
        self._text = bytearray()
        self._heard = 0
        self._settled = self._stopped = self._closed = False
        with ExitStack() as undo, ExitStack() as theirs:
            try:
                self._keeper = supervisor.keeper_for(self._kind, self._isolation.form)
                self._directory = supervisor.new_directory(self._isolation)
                self._disk = disk.Watch(self._isolation, self._directory)
                ends = self._open(undo, theirs)
                self._keeper.launch(self._directory, ends)
            except ZygoteLostError:
                pass  # the leash will be found closed
            except OSError as error:
                told = advice.told(error, "run it again")
                raise Verdict("infra", f"a worker cannot be started: {told}") from None
            undo.pop_all()
        fields, files = self._program.packed()
        header = {
            "directory": self._directory,
            "memory": self._limits.memory,
            "cpu": self._processor,
            "reply": self._limits.reply,
            "isolation": asdict(self._isolation),
            "program": fields,
        }
        self._post(frames.LOAD, frames.header_bytes(header), files)

    def _open(self, undo: ExitStack, theirs: ExitStack) -> list[Any]:
        """Open the lines to the child, and return its ends of them."""
        self._talk, talk = socket.socketpair()
        undo.callback(self._talk.close)
        theirs.callback(talk.close)
        leash_end, leash = socket.socketpair()
        self._leash = Leash(leash_end)
        undo.callback(leash_end.close)
        theirs.callback(leash.close)
        output: inherit.End
        self._output: inherit.End
        self._output, output = os.pipe() if os.name == "posix" else socket.socketpair()
        self._read = partial(os.read, self._output) if isinstance(self._output, int) else self._output.recv
        undo.callback(inherit.close, self._output)
        theirs.callback(inherit.close, output)
        self._selector = selectors.DefaultSelector()
        undo.callback(self._selector.close)
        for end in (self._talk, self._output):
            inherit.set_blocking(end, False)
            self._selector.register(end, READ)
        self._selector.register(leash_end, READ)
        self._shared: Shared | None = None
        with suppress(OSError):
            self._shared = Shared()
            undo.callback(self._shared.close)
        self._reader = Reader(self._limits.reply, self._shared.answers.take if self._shared else None)
        return [talk, output, leash] + (self._shared.files if self._shared else [])

    def _ask(self, request: Request) -> Reply:
        if self._verdict:
            raise self._verdict.again()
        header, chunks = request.framed(self._sources)
        try:
            self._get_ready()
            self._nothing_more()
            self._post(frames.CALL, header, chunks)
            reply = request.reply(self._receive())
        except FrameError as error:
            raise self._sentence("protocol", f"the worker's answer cannot be read: {error}") from None
        except ZygoteLostError as lost:
            said = f", saying {lost}" if str(lost) else ""
            raise self._sentence("infra", f"the process that keeps the workers was lost{said}: run it again") from None
        except (Verdict, Todo, CrossedError) as told:
            told.nnkata_output = self._printed() or told.nnkata_output
            raise
        except Exception as error:  # whatever is wrong here, it is not the learner's code
            raise self._sentence("infra", f"an answer could not be read: {type(error).__name__}: {error}") from error
        if isinstance(request.target, Source):
            self._sources.setdefault(request.target, len(self._sources))
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
        """The first answer of the learner's file, after the worker's own first word.

        That word is believed: nothing of the learner's has run when it is said.
        """
        first = self._receive()
        if first.kind == frames.UNCONFINED:
            raise self._sentence("infra", unconfined(first.header))
        if first.kind != frames.SETTLED:
            raise FrameError("a frame is no greeting")
        self._settled = True
        supervisor.settled(self._kind, True)
        self._processor += first.header["cpu"]
        if self._shared and not first.header["shared"]:
            self._shared.close()
            self._shared = None
        frame = self._receive()
        self._leash.hear()
        if self._leash.lost and "code" not in self._leash.told:
            raise ZygoteLostError
        return frame

    def _nothing_more(self) -> None:
        """Between two calls nothing is said: what is there was forged, and would be taken for the next answer."""
        with suppress(BlockingIOError, ConnectionError):
            if not self._reader.untouched or self._talk.recv(1, socket.MSG_PEEK):
                raise FrameError("it answered twice")

    def _post(self, kind: bytes, header: bytes, chunks: list[Any]) -> None:
        size = sum(map(len, chunks))
        if kind == frames.CALL and size > SMALL and self._shared and self._shared.inputs.put(chunks, size):
            self._outbox = [memoryview(frames.beside(kind, header, size))]
        else:
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
        """Wait for one frame. The clock runs from the moment when the worker has settled, and only in here."""
        last = start = monotonic()
        patience = supervisor.patience(self._kind)
        while True:
            try:
                frame = self._reader.read(self._talk)
                self._drain()
                self._check_output()
                return frame
            except BlockingIOError:
                pass
            except (EOFError, ConnectionError):
                self._leash.listen(GRACE)
                raise self._death() from None
            if self._leash.lost:
                raise self._death()
            if self._left <= 0:
                raise self._late()
            left = self._left if self._settled else start + patience - last
            ready = self._selector.select(max(0.0, min(self._disk.pause, left)))
            now = monotonic()
            if told := self._disk.complaint(self._leash, now):
                raise self._sentence("output-limit", told)
            if self._settled:
                self._left -= now - last
            elif now - start > patience:
                raise self._never_ready(patience)
            last = now
            for key, _ in ready:
                if key.fileobj is self._leash.end:
                    self._leash.hear()
                elif key.fileobj is self._talk:
                    self._push()
                else:
                    self._drain()
                    self._check_output()

    def _drain(self) -> None:
        """Take what was printed, up to the limit."""
        while self._heard <= self._limits.output:
            try:
                printed = self._read(1 << 16)
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

    def _death(self) -> BaseException:
        """What to raise when there will be no answer."""
        told = self._leash.told
        if "missing" in told:
            return self._sentence("infra", told["missing"])
        if "code" not in told and self._leash.lost:
            return ZygoteLostError(self._keeper.last_words())
        kind, message = ending(told["code"], told["cpu"] > self._processor) if "code" in told else ("died", CLOSED)
        if not self._settled:  # nothing of the learner's has run yet
            return self._sentence("infra", f"the worker did not get ready: {message}; run it again")
        return self._sentence(kind, message)

    def _never_ready(self, patience: float) -> Verdict:
        supervisor.settled(self._kind, False)
        self._keeper.kill()
        slow = "is the disk that Python lies on very slow? Run it again"
        return self._sentence("infra", f"a worker of kind {self._kind} was not ready after {patience:g} s: {slow}")

    def _sentence(self, kind: str, message: str, lines: list[Line] | None = None) -> Verdict:
        """End the child for good; the verdict stands for every later call."""
        self._stop()
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
            os.kill(self._leash.told["process"], frames.WHERE)
            until = monotonic() + GLANCE
            while len(dump) < DUMP_LIMIT and (left := until - monotonic()) > 0:
                self._talk.settimeout(left)
                more = self._talk.recv(DUMP_LIMIT)
                if not more:
                    break
                dump += more
                until = min(until, monotonic() + GLANCE / 5)  # the lines come at once, if they come
        name = re.escape(self._program.filename.encode("ascii", "backslashreplace"))
        found = re.findall(rb'File "' + name + rb'", line (\d{1,9}) in (\w+|<\w+>)$', bytes(dump), re.MULTILINE)
        numbers = [(int(number), function.decode()) for number, function in found[4::-1]]
        return [Line(number, self._program.line(number), function) for number, function in numbers]

    def _stop(self) -> None:
        """End the child and all that it started; none of it runs when this returns."""
        if self._stopped:
            return
        self._stopped = True
        self._leash.let_go()
        self._leash.listen(FAREWELL)
        if not self._leash.ended:
            self._keeper.kill()  # it does not answer, or is about to be gone: the next check needs another
            if "process" in self._leash.told:
                endings.kill(self._leash.told["process"])
            endings.end_marked(self._directory)
            endings.remove(self._directory)
        self._drain()

    def _end(self) -> None:
        """End the child; nothing of it is left when this returns, on disk neither."""
        if self._closed:
            return
        self._stop()
        self._closed = True
        self._leash.listen(TIDYING, to_the_last=True)
        self._keeper.release()
        self._put_away()

    def _put_away(self) -> None:
        self._selector.close()
        self._talk.close()
        self._leash.end.close()
        inherit.close(self._output)
        if self._shared:
            self._shared.close()


def ending(code: int, spent: bool) -> tuple[str, str]:
    """The verdict on a process that ended with this exit code before it answered; less than 0: with that signal.

    Args:
        spent: Whether it had used up its processor time.
    """
    if code == frames.LOST:
        return "died", CLOSED
    if code >= 0:
        return "died", f"the process ended with status {code} before it answered: os._exit?"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    if name == "SIGXCPU" or (name == "SIGKILL" and spent):
        return "cpu-limit", "it used more processor time than the check allows: threads that never end?"
    return "died", f"the process was ended by {name} before it answered"
