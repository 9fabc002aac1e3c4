"""Kills whoever runs sealed children, at random points, and looks for what is left of it.

    python tests/benchmarks/orphans.py [rounds] [confined|portable] [fork|spawn] [--seed N]

Each round starts a process that, as pytest does, opens and closes workers of hostile kinds, kills it with SIGKILL at a
random moment (while it starts, imports, forks, waits, ends a worker) and then counts its descendants and its work
directories. This process adopts every orphan below it, so none is overlooked. Says for each tier and form how many
rounds left something 2 seconds later, and how long it took until nothing was left: median, 99th percentile, maximum.
Ends with status 1 where something was left. Linux only.
"""

import argparse
import ctypes
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from nnkata_plugin.worker import Isolation, supervisor

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 2.0  # seconds
LONGEST_LIFE = 1.6  # seconds until the kill: on a quiet machine half of it is spent with workers
SET_CHILD_SUBREAPER = 36

PATIENT = """
import time
def f():
    while True: time.sleep(1)
"""
BUSY = """
import threading
def burn():
    while True: pass
def f():
    for _ in range(2): threading.Thread(target=burn).start()
    burn()
"""
DEAF = """
import signal
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}: signal.signal(number, signal.SIG_IGN)
def f():
    while True: pass
"""
FAMILY = """
import os, time
def f():
    for _ in range(6):
        try: child = os.fork()
        except OSError: break
        if child == 0:
            if _ % 2: os.setsid()
            os.fork()
            while True: time.sleep(0.01)
    while True: pass
"""
DAEMON = """
import os, signal, time
def f():
    try:
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.chdir("/")
                os.closerange(0, 100)
                for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
                    signal.signal(number, signal.SIG_IGN)
                while True: time.sleep(0.01)
            os._exit(0)
    except OSError: pass
    while True: pass
"""
PROGRAM = """
import os, subprocess
def f():
    try: subprocess.Popen(["sleep", "1000"], env={}, cwd="/", start_new_session=True)
    except OSError: pass
    while True: pass
"""
STOPPED = """
import os, signal
def f(): os.kill(os.getpid(), signal.SIGSTOP)
"""
LITTER = """
import os
def f():
    for n in range(10 ** 9):
        try:
            os.makedirs(f"{n}/{n}")
            if n % 7 == 0: os.chmod(f"{n}", 0)
        except OSError: pass
"""
AT_IMPORT = "while True: pass"
KINDS = {
    "patient": PATIENT, "busy": BUSY, "deaf": DEAF, "family": FAMILY, "daemon": DAEMON, "program": PROGRAM,
    "stopped": STOPPED, "litter": LITTER, "at import": AT_IMPORT,
}  # fmt: skip

SUPERVISOR = """
import random, sys
from nnkata_plugin.worker import Isolation, Limits, Program, Verdict, sealed
sys.path.insert(0, sys.argv[1])
from orphans import KINDS
tier, form = sys.argv[2:4]
kept = []
while True:
    source = random.choice(list(KINDS.values()))
    backend = sealed(random.choice(["list", "numpy"]), Program(source.encode(), "kata.py"),
                     Limits(random.choice([0.02, 0.1, 0.3]), 1 << 30), Isolation(tier, form))
    try: backend.call("f", (bytes(random.choice([0, 100_000])),) * 0, {})
    except Verdict: pass
    if len(kept) < 2:
        kept.append(sealed("list", Program(source.encode(), "kata.py"), Limits(60, 1 << 30), Isolation(tier, form)))
    backend.close()
"""


def descendants() -> set[int]:
    """Every process below this one that is not a zombie; zombies left to this one are buried."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    children: dict[int, list[int]] = {}
    dead = set()
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            state, parent = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[:2]
            children.setdefault(int(parent), []).append(int(name))
            if state in "ZX":
                dead.add(int(name))
    found: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            waiting.append(child)
            found.add(child)
    return found - dead


def left_over(folder: str) -> list[str]:
    what = []
    for process in descendants():
        with suppress(OSError):
            words = Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ").strip()
            what.append(f"{words.rpartition('start.py ')[2][:40]} ({Path(f'/proc/{process}/wchan').read_text()})")
    folders = [Path(folder, name) for name in os.listdir(folder) if name.startswith("nnkata-")]
    return what + [f"a directory of {sum(1 for _ in os.scandir(path)) if path.exists() else 0}" for path in folders]


def round_of(tier: str, form: str, life: float) -> tuple[float, list[str]]:
    """Seconds until nothing was left, and what was left when the time was over."""
    with tempfile.TemporaryDirectory(prefix="orphans-", dir=supervisor.folder(Isolation(tier, form))) as folder:
        environment = {**os.environ, "TMPDIR": folder, "PYTHONPATH": str(ROOT)}
        here = str(Path(__file__).parent)
        killed = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, here, tier, form], env=environment, stderr=subprocess.PIPE
        )
        try:
            killed.wait(life)
        except subprocess.TimeoutExpired:
            killed.kill()
        began = time.monotonic()
        said = killed.stderr.read() if killed.wait() != -signal.SIGKILL and killed.stderr else b""
        if said:
            raise SystemExit(f"the supervisor failed:\n{said.decode()}")
        if killed.stderr:
            killed.stderr.close()
        while (left := left_over(folder)) and time.monotonic() - began < LIMIT:
            time.sleep(0.01)
        took = time.monotonic() - began
        for process in descendants():
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)
        return took, left


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("rounds", nargs="?", type=int, default=20)
    words.add_argument("only", nargs="*", help="confined, portable, fork, spawn: only these")
    words.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    asked = words.parse_args()
    random.seed(asked.seed)
    ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    tiers = [tier for tier in ("confined", "portable") if tier in asked.only] or ["confined", "portable"]
    forms = [form for form in ("fork", "spawn") if form in asked.only] or ["fork", "spawn"]
    ways = [(tier, form) for tier in tiers for form in forms]
    found: dict[tuple[str, str], list[float]] = {way: [] for way in ways}
    failed = 0
    print(f"seed {asked.seed}", flush=True)
    for number in range(asked.rounds):
        way = ways[number % len(ways)]
        life = random.uniform(0, LONGEST_LIFE)
        took, left = round_of(*way, life)
        found[way].append(took)
        if left:
            failed += 1
            print(f"{' '.join(way)}, killed after {life:.2f} s: {LIMIT:g} s later there are still {left}", flush=True)
    for way, times in found.items():
        if times:
            times.sort()
            middle, high = times[len(times) // 2], times[min(len(times) - 1, int(0.99 * len(times)))]
            line = f"median {middle:.3f} s, p99 {high:.3f} s, most {times[-1]:.3f} s"
            print(f"{' '.join(way):16} {len(times):4} rounds, nothing left after: {line}")
    print(f"{asked.rounds} rounds, {failed} of them left something")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
