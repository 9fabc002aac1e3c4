"""How late a check that hangs is told: the time of the call beyond its deadline. Run it; nothing here is asserted.

    python tests/benchmarks/deadline.py [rounds] [confined|portable] [fork|spawn]

In each round every kind of hang runs once, in random order, with a deadline of 0.2 s; its worker has answered one call
before, so that nothing but the hang is timed. The end counts: the verdict is there, the processes are gone and so is
their directory. Prints number, median, 99th percentile and maximum of the overrun, in seconds, for each kind.
"""

import argparse
import random
import statistics
import sys
import textwrap
import time

from nnkata_plugin.worker import Limits, Program, Verdict, isolation, missing, sealed

DEADLINE = 0.2
HANGS = {
    "a loop in Python": "def f():\n    while True: pass",
    "a loop in C that holds the GIL": "def f(): return 7 ** 10 ** 9",
    "a loop that catches everything": """
        def f():
            while True:
                try:
                    while True: pass
                except BaseException: pass
    """,
    "ignored signals": """
        import signal
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}: signal.signal(number, signal.SIG_IGN)
        def f():
            while True: pass
    """,
    "threads": """
        import threading
        def burn():
            while True: pass
        def f():
            for _ in range(4): threading.Thread(target=burn).start()
            burn()
    """,
    "stopped": "import os, signal\ndef f(): os.kill(os.getpid(), signal.SIGSTOP)",
    "asleep": "import time\ndef f(): time.sleep(1000)",
    "an answer byte by byte": """
        import gc, socket, struct, time
        def f():
            for thing in gc.get_objects():
                if isinstance(thing, socket.socket) and thing.fileno() >= 0:
                    thing.sendall(struct.pack("<cIQ", b"R", 100, 1 << 20))
                    while True:
                        thing.sendall(b" ")
                        time.sleep(0.001)
    """,
}


def overrun(source: str, tier: str, form: str) -> float | None:
    """Seconds; None where it did not come to a time-out."""
    program = Program(("def ready(): pass\n" + textwrap.dedent(source)).encode(), "kata.py")
    backend = sealed("list", program, Limits(DEADLINE, 1 << 30), isolation(tier, form))
    try:
        backend.call("ready", (), {})
        left = backend._left  # type: ignore[attr-defined]
        began = time.perf_counter()
        backend.call("f", (), {})
    except Verdict as verdict:
        return time.perf_counter() - began - left if verdict.kind == "timeout" else None
    finally:
        backend.close()
    return None


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("rounds", nargs="?", type=int, default=50)
    words.add_argument("tier", nargs="?", default="portable" if missing() else "confined")
    words.add_argument("form", nargs="?", default="fork")
    asked = words.parse_args()
    found: dict[str, list[float]] = {name: [] for name in HANGS}
    for _ in range(asked.rounds):
        for name in random.sample(list(HANGS), len(HANGS)):
            if (late := overrun(HANGS[name], asked.tier, asked.form)) is not None:
                found[name].append(late)
    found["all"] = [late for times in found.values() for late in times]
    print(f"{asked.tier} {asked.form}, deadline {DEADLINE} s: seconds beyond it")
    print(f"  {'':32} {'n':>5} {'median':>8} {'p99':>8} {'most':>8}")
    for name, times in found.items():
        if times:
            times.sort()
            high = times[min(len(times) - 1, int(0.99 * len(times)))]
            print(f"  {name:32} {len(times):5} {statistics.median(times):8.3f} {high:8.3f} {times[-1]:8.3f}")


if __name__ == "__main__":
    sys.exit(main())
