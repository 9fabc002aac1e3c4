"""Processor time as the kernel counts it: of whole processes, threads and all, whatever they say of themselves."""

import os
import subprocess
import sys
import time

import pytest

from nnkata_plugin.worker import Limits, Program, processor, sealed, source_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells it")

LIES = b"""
import time
time.process_time = lambda: 0.0
time.clock_gettime = lambda clock: 0.0
"""


def test_of_this_process_it_is_what_python_says():
    assert processor.spent(os.getpid()) == pytest.approx(time.process_time(), abs=0.05)


def test_of_a_process_that_is_gone_nothing_is_known():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert processor.spent(gone.pid) is None


def thread(kata, seconds):
    import threading
    import time

    def work():
        end = time.thread_time() + seconds
        while time.thread_time() < end:
            pass

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()


def nothing(kata):
    return None


def test_a_worker_is_charged_for_its_threads_those_that_have_ended_too():
    backend = sealed("list", Program(LIES, "kata.py"), Limits(20, 1 << 28))
    try:
        backend.run(source_of(nothing), (), {})
        before = backend.processor()
        backend.run(source_of(thread), (0.1,), {})
        assert backend.processor() - before >= 0.1
        before = backend.processor()
        time.sleep(0.05)
        assert backend.processor() - before < 0.02, "it waits, and that takes no processor"
    finally:
        backend.close()
