"""A call that gives no answer gives a verdict: which one, what it says, and that the next check does not notice."""

import os
import time
from contextlib import suppress

import pytest

from nnkata_plugin.worker import Verdict

SHORT = 0.3  # seconds, where the deadline is what is tested

HANGS = {
    "a loop": "def f():\n    while True: pass",
    "a C call that holds the GIL": "def f(): return 7 ** 10 ** 9",
    "a sort without end": "def f(): return sorted(range(10 ** 12))",
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
    "a stop signal": "import os, signal\ndef f(): os.kill(0, signal.SIGSTOP)",
    "sleep": "import time\ndef f(): time.sleep(1000)",
    "a loop at import": "while True: pass",
    "a __str__ without end": """
        class E(Exception):
            def __str__(self):
                while True: pass
        def f(): raise E
    """,
    "an iterator without end or items": """
        def f():
            while True:
                if False: yield
    """,
    "a join of a thread": "import threading\ndef f(): threading.Event().wait()",
    "an exit that never ends": """
        import atexit, sys
        def f():
            try: sys.exit()
            finally:
                while True: pass
    """,
}


@pytest.mark.parametrize("source", HANGS.values(), ids=HANGS.keys())
def test_a_hang_costs_its_deadline_and_no_more(learner, source):
    kata = learner(source, deadline=SHORT)
    verdict = kata.verdict()
    assert verdict.kind in ("timeout", "memory" if "sorted" in source else "timeout")
    start = time.monotonic()
    assert kata.verdict().message == verdict.message
    assert time.monotonic() - start < SHORT  # the second call does not wait again
    assert learner("def f(): return 1").f() == 1


@pytest.mark.both_forms
def test_a_late_call_tells_the_line_where_it_was(learner):
    kata = learner(
        """
        def f():
            return g(0)
        def g(step):
            while step < 10:
                pass
        """,
        filename="mein Döjo/kata.py",
        deadline=2.0,
    )
    verdict = kata.says("timeout", "still running after 2 s, in line ")
    assert [line.function for line in verdict.lines] == ["f", "g"]
    assert verdict.lines[0].text == "return g(0)"
    assert verdict.lines[1].number in (4, 5)


def test_the_deadline_counts_all_calls_of_a_check_together(learner):
    kata = learner("import time\ndef f(): time.sleep(0.2)", deadline=0.7)
    answered = 0
    with suppress(Verdict):
        while answered < 20:
            kata.f()
            answered += 1
    assert answered < 4
    kata.says("timeout")


def test_the_deadline_does_not_count_the_checks_own_time(learner):
    kata = learner("def f(): return 1", deadline=5.0)
    kata.f()
    before = kata.backend._left
    time.sleep(0.3)
    kata.f()
    assert before - kata.backend._left < 0.3


MEMORY = {
    "np.zeros": "import numpy as np\ndef f(): return np.zeros(10 ** 10)",
    "bytearray": "def f(): return bytearray(10 ** 10)",
    "drop by drop": "def f():\n    kept = []\n    while True: kept.append(bytearray(1 << 22))",
    "a list at import": "x = [0] * 10 ** 10",
}


@pytest.mark.both_forms
@pytest.mark.parametrize("source", MEMORY.values(), ids=MEMORY.keys())
def test_memory_over_the_limit_is_a_verdict(learner, source):
    kata = learner(source, memory=256 << 20)
    assert "more memory than this check allows" in kata.says("memory").message


def test_recursion_that_eats_memory_is_a_verdict(learner):
    kata = learner(
        "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(*x): return f(*x, bytes(1 << 16))", memory=256 << 20
    )
    # The heap and the stack share the limit. Where the stack is refused first, the kernel ends the process.
    verdict = kata.verdict()
    assert (verdict.kind, "SIGSEGV" in verdict.message) in (("memory", False), ("died", True)), verdict


def test_after_a_refused_allocation_the_worker_goes_on(learner):
    kata = learner("def f(): return bytearray(10 ** 10)\ndef g(): return 1")
    kata.says("memory")
    assert kata.g() == 1


@pytest.mark.both_forms
@pytest.mark.parametrize("where", ["1", "2"])
def test_endless_output_is_cut_off(learner, where):
    kata = learner(f"import os\ndef f():\n    while True: os.write({where}, b'x' * 999)", output=1 << 16)
    assert kata.says("output-limit", "more than 64 KiB").nnkata_output.startswith("xxx")


def test_output_at_import_counts_too(learner):
    learner("while True: print('again')", output=1 << 16).says("output-limit")


ENDS = {
    "os._exit(0)": ("import os\ndef f(): os._exit(0)", "the process ended with status 0 before it answered: os._exit?"),
    "os._exit at import": ("import os\nos._exit(3)", "the process ended with status 3"),
    "os.abort": ("import os\ndef f(): os.abort()", "SIGABRT"),
    "a segmentation fault": ("import ctypes\ndef f(): ctypes.string_at(0)", "SIGSEGV"),
    "kill": ("import os, signal\ndef f(): os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
    "exec": ("import os\ndef f(): os.execv('/bin/true', ['true'])", "status 0"),
    "closed descriptors": ("import os\ndef f(): os.closerange(0, 256)", "closed the connection"),
    "closed descriptors, then a loop": (
        "import os\ndef f():\n    os.closerange(0, 256)\n    while True: pass",
        "closed the connection",
    ),
}


@pytest.mark.both_forms
@pytest.mark.parametrize(("source", "said"), ENDS.values(), ids=ENDS.keys())
def test_a_process_that_ends_early_is_named(portable, source, said):
    kata = portable(source)
    kata.says("died", said)
    kata.says("died", said)


def test_threads_that_burn_after_the_call_meet_the_processor_limit(learner):
    kata = learner(
        """
        import hashlib, threading
        def burn():
            while True: hashlib.sha256(bytes(1 << 20))
        def f():
            for _ in range(2): threading.Thread(target=burn).start()
        """,
        deadline=0.5,
    )
    kata.f()
    until = time.monotonic() + 60
    while time.monotonic() < until and not kata.backend._leash.lost:
        # Waiting for news outside of any call: the deadline stands still.
        kata.backend._leash.listen(1.0, to_the_last=True)
    kata.says("cpu-limit", "processor time")


FORGED = {
    "noise": 'b"R" + bytes([255]) * 40',
    "a promise of an exabyte": 'struct.pack("<cIQ", b"R", 2, 1 << 60)',
    "no JSON": 'struct.pack("<cIQ", b"R", 2, 0) + b"{]"',
    "another kind": 'struct.pack("<cIQ", b"Q", 2, 0) + b"{}"',
    "an empty reply": 'struct.pack("<cIQ", b"R", 2, 0) + b"{}"',
    "a list": 'struct.pack("<cIQ", b"R", 2, 0) + b"[]"',
}


@pytest.mark.both_forms
@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_frame_is_a_bad_answer(learner, forged):
    kata = learner(f"""
        import gc, socket, struct
        def f():
            for thing in gc.get_objects():
                if isinstance(thing, socket.socket) and thing.fileno() >= 0: thing.sendall({forged})
            return 1
    """)
    kata.says("protocol", "the worker's answer cannot be read")
    kata.says("protocol")


def test_an_answer_ahead_of_its_question_is_a_bad_answer(learner):
    kata = learner("""
        import gc, socket, struct, threading, time
        def forge():
            time.sleep(0.05)
            for thing in gc.get_objects():
                if isinstance(thing, socket.socket) and thing.fileno() >= 0:
                    header = b'{"value":true,"changed":[],"warning":null}'
                    thing.sendall(struct.pack("<cIQ", b"R", len(header), 0) + header)
        def f():
            threading.Thread(target=forge).start()
            return False
    """)
    assert kata.f() is False
    while not _waiting(kata):
        time.sleep(0.01)
    kata.says("protocol", "answered twice")


def _waiting(kata) -> bool:
    try:
        return bool(kata.backend._talk.recv(1, 2))  # MSG_PEEK
    except BlockingIOError:
        return False


@pytest.mark.both_forms
def test_a_fork_that_comes_back_answers_once(portable):
    kata = portable("import os\ndef f(): return os.fork() >= 0\ndef g(): return os.getpid()")
    assert kata.f() is True
    assert kata.g() == kata.g()


@pytest.mark.parametrize("name", ["nnkata_plugin", "nnkata_plugin.worker", "pytest", "_pytest.outcomes"])
@pytest.mark.parametrize("form", ["import {0}", "import importlib; importlib.import_module('{0}')"])
def test_the_checks_own_tools_are_not_there(learner, name, form):
    learner(form.format(name)).says("error", "kata.py line 1: ", "is not there while your code is checked")


@pytest.mark.both_forms
def test_input_and_breakpoint_name_the_way_to_a_debugger(learner):
    kata = learner("def f(): return input('? ')\ndef g(): breakpoint()")
    assert "--kata-inprocess -s" in str(kata.raises(RuntimeError))
    with pytest.raises(RuntimeError, match="--kata-inprocess -s"):
        kata.g()


@pytest.mark.both_forms
def test_the_worker_knows_nothing_of_the_check(learner):
    os.environ["NNKATA_TEST_SECRET"] = "seed"
    try:
        kata = learner("""
            import os, sys
            def f(): return sorted(os.environ), os.getcwd() == os.path.realpath(os.environ["HOME"]), os.listdir()
            def modules(): return [name for name in sys.modules if name.startswith(("nnkata_p", "pytest", "_pytest"))]
        """)
        environment, at_home, files = kata.f()
    finally:
        del os.environ["NNKATA_TEST_SECRET"]
    assert "NNKATA_TEST_SECRET" not in environment and at_home and files == []
    assert kata.modules() == []


@pytest.mark.both_forms
def test_what_is_printed_arrives_with_its_call(portable):
    kata = portable("""
        import os, sys
        print("loaded")
        def f():
            print("one")
            sys.stderr.write("two\\n")
            os.write(1, b"three\\n")
            os.system("echo four")
        def g(): raise ValueError(print("\\xfc\\ud800 last"))
    """)
    kata.f()
    assert kata.reply.output == "loaded\none\ntwo\nthree\nfour\n"
    with pytest.raises(ValueError) as caught:
        kata.g()
    assert caught.value.nnkata_output == "\xfc\\ud800 last\n"
    kata.f()
    assert kata.reply.output.startswith("one")
