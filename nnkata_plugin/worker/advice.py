"""What to do about an error of the operating system that kept a worker from its work."""

import errno
import os
from collections.abc import Mapping

FULL = "free some space there, or set TMPDIR to a folder on another disk"
CROWDED = "end some programs, or raise the limit (`ulimit -u`), and run it again"
WRITABLE = "set TMPDIR to a folder that can be written"
ADVICE: Mapping[int, str] = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EAGAIN: CROWDED,
    errno.ENOMEM: "end some programs: this machine is out of memory",
    errno.EMFILE: "too many files are open: raise the limit (`ulimit -n`), and run it again",
    errno.ENFILE: "too many files are open on this machine: end some programs, and run it again",
}


def told(error: OSError, otherwise: str) -> str:
    """The error and what to do, as one phrase.

    Args:
        otherwise: What to do where the machine's resources are not to blame.
    """
    reason = error.strerror or (os.strerror(error.errno) if error.errno else str(error))
    return f"{reason}; {ADVICE.get(error.errno or 0, otherwise)}"
