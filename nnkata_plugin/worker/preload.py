"""What a worker's interpreter has loaded before it meets any check: the libraries of its kind, and no project."""

import codecs
import importlib
import os
import sys


def settle_path(sites: list[str]) -> None:
    """See the libraries that the parent sees, such as the user's site, and no project folder of an editable install."""
    kept = [entry for entry in sys.path if not os.path.isdir(os.path.join(entry, "nnkata_plugin")) or _is_site(entry)]
    sys.path[:] = kept + [site for site in sites if site not in kept]


def _is_site(entry: str) -> bool:
    return os.path.basename(entry) in ("site-packages", "dist-packages")


def preload(kind: str) -> str | None:
    """Import what every worker of this kind needs; says what is missing."""
    # Some installers leave no bytecode behind, and compiling torch takes ten seconds each time.
    sys.dont_write_bytecode = False
    codecs.lookup("utf-8-sig")  # imported when it is first used, which would be in every child
    try:
        if kind != "list":
            importlib.import_module("numpy")
        if kind == "plot":
            importlib.import_module("matplotlib.pyplot")  # with its fonts: a child has no place to keep their list
        if kind == "torch":
            torch = importlib.import_module("torch")
            torch.set_num_threads(1)
            torch.backends.cpu.get_cpu_capability()  # read once, from files that a confined worker does not see
            torch.optim.Adam([torch.zeros(1, requires_grad=True)])  # the first one imports for two seconds
    except ImportError as error:
        return f"a worker of kind {kind} cannot start: {error}; install it beside {sys.executable}"
    finally:
        sys.dont_write_bytecode = True  # what the learner's code imports leaves no trace
    return None
