"""A million frames against the check's half of a conversation: `python tests/fuzz/frames.py [--count N] [--seed S]`.

Of each frame, however it was made, comes a value, a failure of the learner's, or a FrameError; nothing else, and within
the memory that `most_memory` says. Frames are mutations of valid ones, or made by a grammar of lies; frame N of a seed
is always the same. What is found is written to a file and the run goes on; the exit status is 1.
"""

import argparse
import json
import random
import resource
import signal
import socket
import sys
import time
import traceback
import tracemalloc
from collections import Counter
from pathlib import Path

import numpy as np
from making import a_header, corpus_of, made

from nnkata_plugin.worker import Todo, Verdict, frames
from nnkata_plugin.worker.calls import Request
from nnkata_plugin.worker.decoder import Decoder
from nnkata_plugin.worker.frames import FrameError, Reader, most_memory
from nnkata_plugin.worker.verdicts import CrossedError

REQUEST = Request("f", (1, [2.0], np.zeros(3)), {"k": 3})
LIMIT = 1 << 20  # of a body: promises lie far beyond, frames stay small
ROOM = 64 << 20  # bytes of address space beside what is mapped at the start
WEIGHED, RETURNED_AGAIN, SENT = 40, 10, 400  # every so many: memory measured, value encoded again, through a socket
SLOW = 120  # seconds for a thousand frames, which take a fraction of one: one of them hangs
SMALL = 1 << 16  # a socket holds such a frame before anybody reads, and it holds no dict of 32768 numbers
SHOWN = 5


class Wire:
    """A connection that hands out these bytes, `step` at a time, as a socket that does not block."""

    def __init__(self, raw, step):
        self.left, self.step, self.waits = memoryview(raw), step, False

    def recv_into(self, free):
        self.waits = not self.waits and self.step < 1 << 16
        if self.waits:
            raise BlockingIOError
        size = min(len(free), len(self.left), self.step)
        free[:size] = self.left[:size]
        self.left = self.left[size:]
        return size


def outcome(raw, connection):
    """What the frames in these bytes come to, as words; anything else that is raised is a finding."""
    reader, words = Reader(LIMIT), []
    while True:
        try:
            words.append(described(REQUEST.reply(reader.read(connection))))
        except BlockingIOError:
            continue
        except EOFError:
            return words
        except FrameError as refused:
            return [*words, f"refused: {''.join(sign for sign in str(refused) if not sign.isdigit())}"]
        except (Todo, Verdict, CrossedError) as told:
            words.append(f"told: {type(told).__mro__[1].__name__}")


def described(reply):
    return f"answered: {type(reply.value).__name__}"


def through_a_socket(raw):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(raw)
        theirs.shutdown(socket.SHUT_WR)
        return outcome(raw, ours)


def weighed(raw):
    """The same, with its memory measured: once its frame has been read, no more than `most_memory` says."""
    tracemalloc.start()
    try:
        words = outcome(raw, Wire(raw, 1 << 20))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    size = int.from_bytes(raw[1:5], "little")
    header, rest = raw[frames.PREFIX.size :][:size], raw[frames.PREFIX.size :][size:]
    most = max(most_memory(header, len(rest)), most_memory(rest, len(rest)))  # the rest may hold one more frame
    if len(raw) < SMALL:
        most -= most_memory(b"", 0)
    if peak > most + 2 * len(raw) + 4 * frames.STEP:
        raise MemoryError(f"{peak} bytes, and at most {most} were said")
    return words


def returned_again(raw):
    """A value that was believed is one that can cross: sent again it comes to the same bytes."""
    reply = REQUEST.reply(Reader(LIMIT).read(Wire(raw, 1 << 20)))
    header, body = a_header(reply.value)
    tree = json.loads(frames.header_bytes(header))
    again = a_header(Decoder(memoryview(body)).decode(tree["value"]))
    if (frames.header_bytes(header), body) != (frames.header_bytes(again[0]), again[1]):
        raise ValueError("the value changes when it is sent again")


def examine(number, raw):
    if number % SENT == 0 and len(raw) < SMALL:
        return through_a_socket(raw)
    if number % WEIGHED == 0:
        return weighed(raw)
    words = outcome(raw, Wire(raw, 1 << 20 if number % 8 else 1 + number % 31))
    if number % RETURNED_AGAIN == 0 and words and words[0].startswith("answered"):
        returned_again(raw)
    return words


def write_finding(folder, seed, number, raw):
    path = folder / f"frame-{seed}-{number}.hex"
    path.write_text(raw.hex() + "\n")
    print(f"frame {number} of seed {seed} ({len(raw)} bytes):\n{traceback.format_exc(limit=-4)}")
    print(f"its bytes: {path}\nagain:     python {sys.argv[0]} --replay {path}\n", flush=True)


def replay(path):
    raw = bytes.fromhex(path.read_text())
    print(raw[:400])
    for how in (through_a_socket, weighed):
        print(f"{how.__name__}: {', '.join(how(raw)) or 'nothing'}")


def limit_memory():
    with open("/proc/self/statm") as statm:
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + ROOM, mapped + ROOM))


def too_slow(number, frame):
    raise TimeoutError(f"a thousand frames took over {SLOW} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1_000_000, help="how many frames")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--findings", type=Path, default=Path(), metavar="DIR", help="where findings are written")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="only read this frame again")
    words = parser.parse_args()
    if words.replay:
        return replay(words.replay)
    print(f"seed {words.seed}, frames {words.first} to {words.first + words.count - 1}", flush=True)
    corpus = corpus_of(random.Random(words.seed))
    counted, found, size, began = Counter(), 0, 0, time.monotonic()
    if sys.platform == "linux":
        limit_memory()
    signal.signal(signal.SIGALRM, too_slow)
    for number in range(words.first, words.first + words.count):
        if number % 1000 == 0:
            signal.alarm(SLOW)
        raw = made(random.Random((words.seed << 40) + number), corpus)
        size += len(raw)
        try:
            counted.update(examine(number, raw))
        except Exception:  # noqa: BLE001  (that is what is looked for)
            found += 1
            if found <= SHOWN:
                write_finding(words.findings, words.seed, number, raw)
    signal.alarm(0)
    for word, times in counted.most_common():
        print(f"{times:>9}  {word}")
    print(f"{words.count} frames, {size >> 20} MiB, {time.monotonic() - began:.0f} s, {found} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
