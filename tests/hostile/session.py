"""A learner's run of pytest in a process of its own, whose checks run on one file after another.

Run as `python session.py SOCKET TIER`, never imported. A line of JSON on the socket asks for one check of one file,
and is answered by the facts that a report, the summary and `--kata-results` are made of.
"""

import json
import socket
import sys
from pathlib import Path

from nnkata_plugin.audit.session import Job, Runner, hold
from nnkata_plugin.catalog import kata_of_day
from nnkata_plugin.catalog.implementation import Implementation, program
from nnkata_plugin.check.context import Trial

DAY = 10
SEED = 7041


def answers(runner: Runner, conversation: socket.socket) -> None:
    kata = kata_of_day(DAY)
    with conversation.makefile("rw", encoding="utf-8") as lines:
        lines.write("{}\n")
        lines.flush()
        for line in lines:
            asked = json.loads(line)
            path = Path(asked["path"])
            source = path.read_bytes()
            implementation = Implementation("learner", path, source, program(kata, source, str(path)))
            trial = Trial(implementation, naming=False, deadline=asked["deadline"])
            ran = runner(Job(DAY, trial, asked["checks"], SEED))
            lines.write(json.dumps(ran.facts) + "\n")
            lines.flush()


if __name__ == "__main__":
    connection = socket.socket(fileno=int(sys.argv[1]))
    hold([DAY], lambda runner: answers(runner, connection), f"--kata-isolation={sys.argv[2]}")
