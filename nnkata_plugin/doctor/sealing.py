"""Where the learner's code runs: what keeps it apart here, and real workers of each kind."""

from collections.abc import Iterator

from nnkata_plugin import worker
from nnkata_plugin.doctor.machine import AsideError, Machine
from nnkata_plugin.doctor.probes import Line, probe

ROOM = "The sealed worker"
SECONDS = 60.0
SLOW = 250.0
"""Milliseconds for one worker from the zygote; usual are 10 to 60."""


@probe(ROOM, "isolation", 10)
def isolation(machine: Machine) -> Line:
    reason = machine.cannot_confine()
    if reason is None:
        found = "confined: the kernel refuses a check's worker files, sockets and programs"
        return Line(
            "ok", "isolation", f"{found} (Landlock {machine.landlock()})", facts={"landlock": machine.landlock()}
        )
    found = f"portable: a process of its own, with limits; confining {reason}"
    return Line("note", "isolation", found, "a learner needs no more; grade others' files where it can be confined")


def _trial(tier: str, form: str) -> None:
    name = f"{tier}, {form}"

    @probe(ROOM, name, SECONDS + 10)
    def trial(machine: Machine) -> Iterator[Line]:
        """A real worker, from its start to its first answer."""
        if tier == "confined" and machine.cannot_confine() is not None:
            return
        try:
            told = machine.aside("sealed", tier, form, limit=SECONDS)
        except AsideError as error:
            yield Line("mend", name, f"no worker answers: {error}", "pytest --kata-inprocess works meanwhile")
            return
        took = f"{told['usual']:.0f} ms a worker, the first {told['first']:.0f} ms"
        if tier == "confined" and not told["kept"]:
            yield Line("mend", name, "it could read the worked solutions", "grade nobody's files here", told)
        elif form == "fork" and told["usual"] > SLOW:
            yield Line("note", name, took, "usual are 10 to 60: is the machine busy?", told)
        else:
            yield Line("ok", name, took, facts=told)


for _tier in worker.TIERS:
    for _form in worker.FORMS:
        _trial(_tier, _form)
