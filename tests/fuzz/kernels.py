"""Any arguments to the kernels: `python tests/fuzz/kernels.py [--count N] [--seed S] [--only NAME]`.

Whatever a function of `nnkata_plugin._kernels` is called with, it returns, or raises one of four exceptions; no call
ends the process, none changes its inputs unless it was told to, and an answer is the same as for plain copies of the
arguments. Functions are found, not listed. Call N of a seed is always the same. Calls run in a process of their own,
which is started again where it ends, with little memory; what is found is printed and the exit status is 1.
"""

import argparse
import mmap
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

import numpy as np
from arguments import Hostile, an_out, described, nonsense, operation_of, parameters_of, sensible, wronged

ALLOWED = (TypeError, ValueError, MemoryError, OverflowError)
ROOM = 256 << 20  # bytes of address space beside what is mapped at the start
PAGE = 1 << 16  # bytes of the note that outlives a process
SLOW = 30  # seconds for one call
COMPARED = 3  # every so many: computed again from plain copies
SHOWN = 10


class Wrong(Exception):  # noqa: N818  (a finding, not an error of the program)
    """What must not be."""


class Note:
    """What is being done, in a file that another process reads when this one has ended."""

    def __init__(self, path):
        with open(path, "r+b") as file:
            self.page = mmap.mmap(file.fileno(), PAGE)

    def write(self, number, words):
        raw = f"{number} {words}".encode(errors="replace")[: PAGE - 1]
        self.page[: len(raw) + 1] = raw + b"\0"

    def read(self):
        number, _, words = self.page[:].partition(b"\0")[0].decode(errors="replace").partition(" ")
        return int(number), words


def functions(only):
    """Every function and class with arguments whose name begins so. Those without say something about the machine."""
    from nnkata_plugin import _kernels as kernels

    found = {name: value for name, value in vars(kernels).items() if callable(value) and parameters_of(value)}
    found = {name: value for name, value in found.items() if name.startswith(only)}
    # A number of threads is a setting of the process, and one of a million would end any.
    return {name: value for name, value in sorted(found.items()) if not name.startswith("set_")}


class Calls:
    """The calls of a seed, one after the other."""

    def __init__(self, seed, note, only):
        self.seed, self.note, self.functions = seed, note, functions(only)
        self.number = 0

    def called(self, name, function, words):
        """The answer, or the exception that it may be."""
        text = ", ".join(f"{key}={described(value)}" for key, value in words.items())
        self.note.write(self.number, f"{name}({text})")
        try:
            return function(**words)
        except ALLOWED:
            raise
        except BaseException as raised:  # a panic of Rust's is one
            raise Wrong(f"{type(raised).__name__} was raised") from raised

    def examine(self, number):
        self.number, draw = number, random.Random((self.seed << 40) + number)
        name = draw.choice(list(self.functions))
        function = self.functions[name]
        try:
            function, words = self.made(draw, name, function)
        except (TypeError, ValueError, MemoryError, IndexError, KeyError, RuntimeError, AttributeError) as odd:
            return f"not made: {type(odd).__name__}"
        if words is None:
            return function
        return self.outcome(number, name, function, words)

    def made(self, draw, name, function):
        """What to call with what; of a plan that is refused, what that came to, and nothing."""
        names = parameters_of(function)
        if isinstance(function, type):
            from nnkata_plugin import _kernels as kernels

            # A plan is made of some of its operation's arguments, and called with the others.
            others = [key for key in parameters_of(getattr(kernels, operation_of(name))) if key not in names]
            known = sensible(draw, name, [*names, *others])
            try:
                weights = {key: value for key, value in known.items() if key in names}
                function = self.called(name, function, self.spoilt(draw, names, weights, name, None))
            except ALLOWED as refused:
                return told(refused), None
            known = {key: value for key, value in known.items() if key in others}
            return function, self.spoilt(draw, others, known, name, function)
        return function, self.words(draw, name, names, function)

    def words(self, draw, name, names, function):
        if draw.random() < 0.1:
            return {key: nonsense(draw) for key in names if draw.random() < 0.9}
        known = sensible(draw, name, names)
        stem = name.removesuffix("_backward")
        if stem != name:
            try:
                answer = self.called(stem, self.functions[stem], known)
            except ALLOWED:
                answer = np.float32(1)
            gradients = [key for key in names if key not in parameters_of(self.functions[stem])]
            parts = answer if isinstance(answer, tuple) else (answer,)
            known = {key: np.ones_like(part)[()] for key, part in zip(gradients, parts, strict=False)} | known
        return self.spoilt(draw, names, known, name, function)

    def spoilt(self, draw, names, known, name, function):
        known = dict(known)
        for _ in range(draw.choice((0, 0, 0, 1, 1, 1, 2, 3))):
            key = draw.choice(names)
            if key == "out" or key not in known:
                known[key] = nonsense(draw)
            elif draw.random() < 0.8:
                known[key] = (
                    wronged(draw, known[key]) if not isinstance(known[key], list) else list_gone_wrong(draw, known[key])
                )
            elif draw.random() < 0.5:
                known[key] = known[draw.choice(list(known))]
            else:
                known[key] = nonsense(draw)
        if "out" in names and "out" not in known and function is not None and draw.random() < 0.6:
            try:
                answer = self.called(name, function, known)
            except ALLOWED:
                answer = np.zeros(3, np.float32)
            known["out"] = an_out(draw, answer, list(known.values()))
        return known

    def outcome(self, number, name, function, words):
        inputs = [value for key, value in words.items() if key != "out" and plain(value)]
        before = [value.copy() for value in inputs]
        again = {key: copied(value) for key, value in words.items() if key != "out"}
        told_of, answer = None, None
        try:
            answer = self.called(name, function, words)
        except ALLOWED as refused:
            told_of = told(refused)
        if told_of or words.get("out") is None:
            for value, kept in zip(inputs, before, strict=True):
                if value.tobytes() != kept.tobytes():
                    raise Wrong("an input was changed")
        if told_of:
            return told_of
        if number % COMPARED == 0:
            other = self.called(name, function, again)
            for one, two in zip(parts(answer), parts(other), strict=True):
                if np.asarray(one).tobytes() != np.asarray(two).tobytes():
                    raise Wrong("plain copies of the arguments give another answer")
        return f"answered: {name}" + (" into out" if words.get("out") is not None else "")


def list_gone_wrong(draw, values):
    values = [wronged(draw, value) if draw.random() < 0.3 else value for value in values]
    return draw.choice((values, values[:-1], tuple(values), values * 2, [*values, nonsense(draw)]))


def plain(value):
    return isinstance(value, np.ndarray) and not isinstance(value, Hostile) and value.size < 1 << 16


def copied(value):
    if plain(value):
        return np.array(value, order="C", subok=False)
    return [copied(part) for part in value] if isinstance(value, list) else value


def parts(answer):
    return answer if isinstance(answer, tuple) else (answer,)


def told(refused):
    """A refusal without its numbers."""
    words = "".join(sign for sign in str(refused) if not sign.isdigit())
    return f"{type(refused).__name__}: {words.partition(':')[0][:40]}"


def limit_memory():
    with open("/proc/self/statm") as statm:
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + ROOM, mapped + ROOM))


def too_slow(number, frame):
    raise TimeoutError(f"a call took over {SLOW} s")


def run_calls(words):
    """The calls of this process; what they came to goes to standard output, a line each."""
    note = Note(words.note)
    calls, counted, found = Calls(words.seed, note, words.only), Counter(), 0
    if sys.platform == "linux":
        limit_memory()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, too_slow)
    for number in range(words.first, words.first + words.count):
        signal.alarm(SLOW)
        try:
            with np.errstate(all="ignore"):
                counted[calls.examine(number)] += 1
        except Wrong:
            found += 1
            if found <= SHOWN:
                print(f"call {number}: {note.read()[1]}\n{traceback.format_exc(limit=-4)}", file=sys.stderr, flush=True)
    signal.alarm(0)
    for word, times in counted.items():
        print(f"{times} {word}")
    return 1 if found else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000, help="how many calls")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--only", default="", metavar="NAME", help="functions whose names begin so")
    parser.add_argument("--note", help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.note:
        return run_calls(words)
    print(f"seed {words.seed}, calls {words.first} to {words.first + words.count - 1}", flush=True)
    counted, found, began = Counter(), 0, time.monotonic()
    first, end = words.first, words.first + words.count
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "note"
        path.write_bytes(b"-1 nothing yet".ljust(PAGE, b"\0"))
        while first < end:
            size = min(end - first, 10_000)
            command = [sys.executable, __file__, "--note", str(path), "--seed", str(words.seed), "--only", words.only]
            done = subprocess.run(
                [*command, "--first", str(first), "--count", str(size)],
                stdout=subprocess.PIPE,
                text=True,
                check=False,
                env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )
            for line in done.stdout.splitlines():
                times, _, word = line.partition(" ")
                counted[word] += int(times)
            if done.returncode in (0, 1):
                found += done.returncode
                first += size
                continue
            number, text = Note(path).read()
            found += 1
            print(f"call {number} of seed {words.seed} ended its process with {done.returncode}: {text}", flush=True)
            only = f" --only {words.only}" if words.only else ""
            print(f"again: python {sys.argv[0]} --seed {words.seed}{only} --first {number} --count 1", flush=True)
            if number < first or found > SHOWN:
                break
            first = number + 1
    for word, times in counted.most_common():
        print(f"{times:>9}  {word}")
    print(f"{words.count} calls, {time.monotonic() - began:.0f} s, {found} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
