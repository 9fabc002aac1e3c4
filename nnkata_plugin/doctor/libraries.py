"""What computes: the Rust kernels, NumPy's own library, PyTorch and CUDA."""

from nnkata_plugin.doctor.machine import AsideError, Machine
from nnkata_plugin.doctor.probes import Line, probe
from nnkata_plugin.doctor.software import fits, wanted_of

ROOM = "What computes"
SECONDS, SECONDS_OF_TORCH = 30.0, 90.0
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
BUILD = "pip install -e . in the clone builds them (it needs cargo)"


@probe(ROOM, "kernels", SECONDS + 10)
def kernels(machine: Machine) -> Line:
    if not machine.has_kernels():
        return Line("note", "kernels", "none: checks run on the oracles, and the ladder has no Rust rung", BUILD)
    try:
        told = machine.aside("kernels", limit=SECONDS)
    except AsideError as error:
        pinned = "NNKATA_ISA" in str(error)
        advice = "unset NNKATA_ISA" if pinned else "install nnkata again, for this Python and processor"
        return Line("mend", "kernels", f"they do not load: {error}", advice)
    if not told["right"]:
        return Line("mend", "kernels", "a product of matrices came out wrong", "install nnkata again", told)
    if told["debug"]:
        return Line(
            "mend", "kernels", "a debug build, 10 to 100 times slower", "pip install -e . builds a fast one", told
        )
    return Line("ok", "kernels", f"Rust, {told['isa']}", facts=told)


@probe(ROOM, "threads", SECONDS + 10)
def threads(machine: Machine) -> Line:
    wanted = {name: machine.environment[name] for name in THREADS if machine.environment.get(name)}
    for name, value in wanted.items():
        if not all(part.strip().isdigit() and int(part) > 0 for part in value.split(",")):
            return Line("mend", "threads", f"{name} is {value!r}", "give it a number of threads, or unset it")
    try:
        told = machine.aside("blas", limit=SECONDS)
    except AsideError as error:
        return Line("mend", "threads", f"NumPy does not multiply: {error}", "pip install --force-reinstall numpy")
    using = f"{told['name']} {told['version']}".strip()
    count = f", {told['threads']} threads" if told["threads"] else ""
    asked = "".join(f", {name}={value}" for name, value in wanted.items())
    return Line("ok", "threads", f"NumPy multiplies with {using}{count}{asked}; a check's worker has one", facts=told)


@probe(ROOM, "torch", SECONDS_OF_TORCH + 10)
def torch(machine: Machine) -> Line:
    version = machine.version("torch")
    gpu = bool(machine.text("/proc/driver/nvidia/version")) or machine.finds("nvidia-smi")
    if version is None:
        return Line("note", "torch", "not installed: days from 29 on need it", "pip install 'nnkata[torch]'")
    if not fits(version, wanted := wanted_of("torch")):
        return Line("mend", "torch", f"{version}, and nnkata needs {wanted}", f"pip install 'torch{wanted}'")
    try:
        told = machine.aside("torch", limit=SECONDS_OF_TORCH)
    except AsideError as error:
        return Line("mend", "torch", f"{version} does not work: {error}", "pip install --force-reinstall torch")
    facts = told | {"version": version}
    if told["available"]:
        return Line("ok", "torch", f"{version}, CUDA {told['cuda']}: {', '.join(told['devices'])}", facts=facts)
    if gpu and told["cuda"]:
        found = f"{version}, built for CUDA {told['cuda']}, sees no GPU"
        return Line(
            "note", "torch", found, "nvidia-smi says what the driver lacks; without it there is no CUDA rung", facts
        )
    if gpu:
        found = f"{version}, built without CUDA, and here is an NVIDIA driver"
        return Line(
            "note", "torch", found, "a CUDA build adds a rung to the ladder: https://pytorch.org/get-started", facts
        )
    return Line("ok", "torch", f"{version}, no CUDA, {told['threads']} threads", facts=facts)
