"""Who runs the jobs: this process, or several, each with a pytest session of its own."""

import multiprocessing
import signal
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from nnkata_plugin.audit.session import Fact, Job, Ran, Runner, hold
from nnkata_plugin.catalog import Refusal

Make = Callable[[], Job]
Done = Callable[[list[Fact]], None]


class Crew:
    """A queue of jobs. What is done with the answer of one may put more into it."""

    def __init__(self, moved: Callable[[int, int], None] = lambda done, total: None) -> None:
        self._waiting: deque[tuple[Make, Done]] = deque()
        self._moved = moved
        self._total = self._done = 0
        self.seconds: defaultdict[int, float] = defaultdict(float)
        """What the jobs of each day took, in all processes together."""
        self.refused: dict[int, str] = {}
        """Days whose checks could not be collected, and why."""

    def submit(self, make: Make, done: Done) -> None:
        """Have a job run; it is made when its turn comes, so that it can profit from what was found meanwhile."""
        self._waiting.append((make, done))
        self._total += 1

    def work(self, days: Sequence[int], begin: Callable[[], None], hands: int) -> None:
        """Start, let `begin` submit the first jobs, and return when none is left.

        Args:
            days: The days whose checks are needed.
            begin: Called once the days are collected.
            hands: How many processes; with 1 it is this one.
        """
        if hands == 1:
            hold(days, lambda runner: self._alone(runner, begin))
        else:
            self._together(days, begin, hands)

    def _finished(self, job: Job, done: Done, ran: Ran) -> None:
        self.seconds[job.day] += ran.seconds
        done(ran.facts)
        self._done += 1
        self._moved(self._done, self._total)

    def _alone(self, runner: Runner, begin: Callable[[], None]) -> None:
        self.refused.update(runner.refused)
        begin()
        while self._waiting:
            make, done = self._waiting.popleft()
            job = make()
            self._finished(job, done, runner(job))

    def _together(self, days: Sequence[int], begin: Callable[[], None], hands: int) -> None:
        # Not forked: the progress bar of this process is a thread.
        context = multiprocessing.get_context("spawn")
        pipes = [context.Pipe() for _ in range(hands)]
        processes = [context.Process(target=_serve, args=(theirs, list(days))) for _, theirs in pipes]
        idle: list[Any] = [ours for ours, _ in pipes]
        busy: dict[Any, tuple[Job, Done]] = {}
        try:
            with _deaf():
                for process, (_, theirs) in zip(processes, pipes, strict=True):
                    process.start()
                    theirs.close()
            for ours in idle:
                self.refused.update(_received(ours))
            begin()
            while self._waiting or busy:
                while idle and self._waiting:
                    make, done = self._waiting.popleft()
                    ours, job = idle.pop(), make()
                    ours.send(job)
                    busy[ours] = job, done
                for ours in wait(list(busy)):
                    idle.append(ours)
                    self._finished(*busy.pop(ours), _received(ours))
        finally:
            for ours, _ in pipes:
                ours.close()
            for process in processes:
                if process.pid:
                    process.join(5)
                    process.kill()


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes started in here ignore Ctrl-C, which reaches all of a terminal's: the one in front ends the others."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def _received(connection: Any) -> Any:
    try:
        answer = connection.recv()
    except EOFError:
        raise RuntimeError("a process of the audit ended before its time; what it printed says why") from None
    if isinstance(answer, Refusal):
        raise answer
    return answer


def _serve(connection: Connection, days: list[int]) -> None:
    """The life of one process: collect, then answer jobs until the other side closes."""

    def use(runner: Runner) -> None:
        connection.send(dict(runner.refused))
        while True:
            try:
                job = connection.recv()
            except EOFError:
                return
            connection.send(runner(job))

    with suppress(BrokenPipeError):  # the other side has given up meanwhile
        try:
            hold(days, use)
        except Refusal as refusal:
            connection.send(refusal)
