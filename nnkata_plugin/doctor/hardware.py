"""The processor, its clock and its memory, and how quiet the machine is."""

import time
from collections.abc import Iterator
from pathlib import PurePosixPath

from nnkata_plugin.doctor.machine import Machine
from nnkata_plugin.doctor.probes import Line, probe

ROOM = "Machine"
FEATURES = {
    "avx2": "AVX2", "fma": "FMA", "avx512f": "AVX-512", "avx512_bf16": "AVX-512 BF16", "amx_tile": "AMX",
    "asimd": "NEON", "sve": "SVE",
}  # fmt: skip
SLOW_CLOCKS = ("hpet", "acpi_pm", "jiffies", "refined-jiffies")
OWN_SPEED = ("intel_pstate", "amd-pstate-epp", "amd-pstate")
"""Drivers under which "powersave" is no fixed low speed."""
GIB = 1 << 30


@probe(ROOM, "processor")
def processor(machine: Machine) -> Line:
    fields = [line.partition(":") for line in machine.text("/proc/cpuinfo").splitlines()]
    named = {name.strip(): value.strip() for name, _, value in reversed(fields)}
    model = named.get("model name") or named.get("Model") or machine.architecture
    flags = (named.get("flags") or named.get("Features") or "").split()
    features = [shown for flag, shown in FEATURES.items() if flag in flags]
    if machine.system == "Darwin" and machine.architecture == "arm64":
        features = ["NEON"]
    found = f"{' '.join(model.split())}: {', '.join(features) or 'no vector instructions that nnkata knows'}"
    facts = {"model": model, "features": features}
    if machine.architecture in ("x86_64", "AMD64") and flags and "avx2" not in flags:
        return Line("note", "processor", found, "without AVX2 the kernels run their plain code", facts)
    return Line("ok", "processor", found, facts=facts)


@probe(ROOM, "cores")
def cores(machine: Machine) -> Line:
    logical, usable, quota = machine.logical_cores(), machine.usable_cores(), _quota(machine)
    physical = _physical(machine)
    found = f"{logical} logical" + (f", {physical} physical" if physical else "")
    if usable < logical:
        found += f"; this process may use {usable}"
    if quota is not None:
        found += f"; a quota of {quota:g}"
    facts = {"logical": logical, "physical": physical, "usable": usable, "quota": quota}
    if quota is not None and quota < 1:
        return Line(
            "mend", "cores", found, "give the container one core at least: checks miss their deadlines on less", facts
        )
    if min(usable, quota or usable) < 2:
        return Line(
            "note", "cores", found, "with one core a check and its worker take turns: times are less sure", facts
        )
    return Line("ok", "cores", found, facts=facts)


def _physical(machine: Machine) -> int | None:
    found = set()
    for path in machine.paths("/sys/devices/system/cpu/cpu[0-9]*/topology/core_id"):
        package = machine.text(str(PurePosixPath(path).parent / "physical_package_id"))
        found.add((package, machine.text(path)))
    return len(found) or None


def _quota(machine: Machine) -> float | None:
    """The share of processor time that the control group, or one around it, may have; as a number of cores."""
    quotas = []
    for folder in _control_groups(machine):
        most, _, period = machine.text(f"{folder}/cpu.max").partition(" ")
        if most.isdigit() and period.isdigit():
            quotas.append(int(most) / int(period))
    old = "/sys/fs/cgroup/cpu/cpu.cfs_"
    quota, length = machine.number(f"{old}quota_us"), machine.number(f"{old}period_us")
    if quota and length and quota > 0:
        quotas.append(quota / length)
    return min(quotas, default=None)


def _control_groups(machine: Machine) -> Iterator[str]:
    own = next((line[3:] for line in machine.text("/proc/self/cgroup").splitlines() if line.startswith("0::")), "/")
    place = PurePosixPath("/sys/fs/cgroup") / own.lstrip("/")
    for folder in (place, *place.parents):
        if len(folder.parts) > 3:
            yield str(folder)


@probe(ROOM, "speed")
def speed(machine: Machine) -> Iterator[Line]:
    """What changes how fast the processor runs while something is timed."""
    base = "/sys/devices/system/cpu"
    governors = {machine.text(path) for path in machine.paths(f"{base}/cpu[0-9]*/cpufreq/scaling_governor")} - {""}
    driver = machine.text(f"{base}/cpu0/cpufreq/scaling_driver")
    known = [f"governor {', '.join(sorted(governors))}"] if governors else []
    off, boost = machine.number(f"{base}/intel_pstate/no_turbo"), machine.number(f"{base}/cpufreq/boost")
    if (turbo := boost if off is None else 1 - off) is not None:
        known.append("turbo on" if turbo else "turbo off")
    if (threads := machine.number(f"{base}/smt/active")) is not None:
        known.append("two threads a core" if threads else "one thread a core")
    found = ", ".join(known) or "not to be seen here (a virtual machine?)"
    facts = {"governors": sorted(governors), "turbo": turbo, "smt": threads}
    if "powersave" in governors and driver not in OWN_SPEED:
        yield Line("note", "speed", found, "before you time: sudo cpupower frequency-set -g performance", facts)
    else:
        yield Line("ok", "speed", found, facts=facts)
    mains = [machine.text(f"{path}/online") for path in machine.paths("/sys/class/power_supply/A*")]
    if mains and "1" not in mains:
        yield Line("note", "speed", "the machine runs on its battery", "plug it in before you time")


@probe(ROOM, "quiet")
def quiet(machine: Machine) -> Line:
    load, usable = machine.load(), machine.usable_cores()
    stolen = _stolen(machine)
    waits = _waits(machine)
    known = [f"load {load:.2f} on {usable} {'core' if usable == 1 else 'cores'}"] if load is not None else []
    known += [f"{stolen:.1%} of the time taken by the host"] if stolen is not None else []
    found = ", ".join(known) or "cannot be seen here"
    facts = {"load": load, "stolen": stolen, "waiting": waits}
    if stolen is not None and stolen > 0.02:
        return Line("note", "quiet", found, "the host is busy: times here are less sure, try again later", facts)
    if (load is not None and load > 0.6 * usable) or (waits or 0) > 10:
        return Line("note", "quiet", found, "other programs are busy: times are less sure until they are done", facts)
    return Line("ok", "quiet", found, facts=facts)


def _stolen(machine: Machine) -> float | None:
    """The share of a quarter of a second that a virtual machine wanted to run and did not."""
    before = _spent(machine)
    machine.pause(0.25)
    after = _spent(machine)
    if len(before) < 8 or len(after) < 8:
        return None
    total = sum(after[:8]) - sum(before[:8])
    return (after[7] - before[7]) / total if total > 0 else 0.0


def _spent(machine: Machine) -> list[int]:
    return [int(word) for word in machine.text("/proc/stat").partition("\n")[0].split()[1:] if word.isdigit()]


def _waits(machine: Machine) -> float | None:
    """The share of the last ten seconds in which some program waited for a processor, in percent."""
    some = machine.text("/proc/pressure/cpu").partition("avg10=")[2].partition(" ")[0]
    try:
        return float(some)
    except ValueError:
        return None


@probe(ROOM, "clock")
def clock(machine: Machine) -> Line:
    source = machine.text("/sys/devices/system/clocksource/clocksource0/current_clocksource")
    cost = _cost_of_reading()
    resolution = time.get_clock_info("perf_counter").resolution
    found = f"{source or time.get_clock_info('perf_counter').implementation}, {cost:.0f} ns to read"
    facts = {"source": source, "nanoseconds": cost, "resolution": resolution}
    if source in SLOW_CLOCKS or resolution > 1e-6:
        return Line("note", "clock", found, "a slow clock, so short times are less sure: is tsc switched off?", facts)
    return Line("ok", "clock", found, facts=facts)


def _cost_of_reading() -> float:
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter_ns()
        for _ in range(1000):
            time.perf_counter()
        best = min(best, (time.perf_counter_ns() - began) / 1000)
    return best


@probe(ROOM, "memory")
def memory(machine: Machine) -> Line:
    fields = dict(line.split(":", 1) for line in machine.text("/proc/meminfo").splitlines() if ":" in line)
    total, free = (_bytes(fields.get(name, "")) for name in ("MemTotal", "MemAvailable"))
    for folder in _control_groups(machine):
        if (most := machine.number(f"{folder}/memory.max")) is not None:
            left = most - (machine.number(f"{folder}/memory.current") or 0)
            total, free = min(total or most, most), min(free or left, left)
    addresses = machine.limit("AS")
    if free is None or total is None:
        return Line("ok", "memory", "cannot be seen here")
    found = f"{free / GIB:.1f} of {total / GIB:.1f} GiB free"
    facts = {"total": total, "free": free, "addresses": addresses}
    if addresses is not None and addresses < 4 * GIB:
        found += f"; this process may map {addresses / GIB:.1f} GiB"
        return Line("mend", "memory", found, "raise the limit: ulimit -v unlimited", facts)
    if free < GIB // 2:
        return Line("mend", "memory", found, "end some programs: a check may use 1 GiB", facts)
    if free < 3 * GIB // 2:
        return Line("note", "memory", found, "a check may use 1 GiB, one with PyTorch 4", facts)
    return Line("ok", "memory", found, facts=facts)


def _bytes(words: str) -> int | None:
    number = words.split()[:1]
    return int(number[0]) * 1024 if number and number[0].isdigit() else None
