"""`nnkata bench kernels`: what it finds, says, writes and refuses."""

import importlib.util
import inspect
import json
import os
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from nnkata_plugin.catalog import Refusal, suite
from nnkata_plugin.speed.kernels import command, limits, paths, picture, rows, table, threads
from nnkata_plugin.speed.kernels.bench import Bench

ROOT = Path(__file__).resolve().parents[3]
DESCRIBED = sorted(path.stem for path in (ROOT / "references" / "rows").glob("*.py"))
LEVELS = tuple(limits.Bandwidth(rate, rate) for rate in (8e9, 4e9, 2e9))
LIMITS = limits.Limits(2e9, 1e9, LEVELS, (1 << 15, 1 << 20, 1 << 25), limits.Bandwidth(1e9, 1e9))


@pytest.mark.parametrize("op", DESCRIBED)
def test_every_row_is_whole(op):
    found = list(rows.rows_of(op))
    assert found
    assert len({row.title for row in found}) == len(found), "each has a title of its own"
    for row in found:
        assert row.flops > 0 and row.verbs
        assert {*row.below, *row.positive, *row.small, *row.in_place, *row.packed} <= set(row.inputs)
        assert set(row.floor) | set(row.floor_best) <= set(command.KINDS.values())
        assert row.best or not row.floor_best
        for form in (row.called, row.best):
            assert form is None or next(iter(inspect.signature(form).parameters)) == "torch"


@pytest.mark.parametrize("op", DESCRIBED)
def test_every_row_names_its_inputs_as_the_oracle_does(op):
    if not (ROOT / "references" / "oracle" / f"{op}.py").is_file():
        pytest.skip(f"{op} has no oracle yet")
    oracle = suite.reference("oracle", op)
    for row in rows.rows_of(op):
        for verb in row.verbs:
            function = oracle.forward if verb == "backward" else getattr(oracle, verb, None)
            names = inspect.signature(function).parameters if function else {}
            if not {*row.inputs, *row.parameters} <= set(names):
                pytest.skip(f"{op}: the oracle does not take {', '.join(row.parameters)} yet")
            assert list(row.inputs) == list(names)[: len(row.inputs)]


def test_rows_are_found_where_their_kernels_are():
    compiled = SimpleNamespace(softmax=len, matmul=len)
    found = rows.found(compiled)
    assert {row.op for row in found} == {"softmax", "matmul"}
    assert {row.op for row in rows.found(compiled, ["softmax"])} == {"softmax"}
    both = SimpleNamespace(cross_entropy=len)
    assert {row.verb for row in rows.found(both)} == {"forward"}
    both.cross_entropy_backward = len
    assert {row.verb for row in rows.found(both)} == {"forward", "forward + backward"}


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("sofmax", "no such operation. The nearest is softmax"),
        ("zzz", "no such operation. Give matmul, softmax"),
        ("tanh", "the compiled kernels have no tanh"),
        ("brandnew", "nothing says yet what is timed of it: references/rows/brandnew.py"),
    ],
)
def test_an_unknown_operation_is_one_line(word, told):
    with pytest.raises(Refusal) as refused:
        rows.found(SimpleNamespace(softmax=len, matmul=len, brandnew=len), [word])
    assert told in str(refused.value) and "\n" not in str(refused.value)


@pytest.fixture
def alone(monkeypatch):
    """Without PyTorch, and with nothing of this process changed."""
    for name in (*threads.VARIABLES, "MKL_DYNAMIC", "OMP_DYNAMIC"):
        monkeypatch.setenv(name, os.environ.get(name, "1"))
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "torch" else found(name))
    monkeypatch.setattr(threads, "pin", lambda count, compiled, torch: "as many on every side")
    pytest.importorskip("nnkata_plugin._kernels", reason="the kernels are not built: pip install -e .")


@pytest.fixture
def measured(world):
    """One result that a faked run may hand out."""
    world.kernel(1e-3)
    return world.report(world.row()).rows[0]


@pytest.mark.parametrize(("columns", "title"), [(80, "limit  NumPy"), (120, "against NumPy")])
def test_without_pytorch_numpy_stands_in_and_it_says_so(alone, monkeypatch, measured, capsys, tmp_path, columns, title):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(Bench, "run", lambda self, found, budget, tell: iter([measured]))
    assert command.run(["softmax"], 1, tmp_path / "out.json", tmp_path / "pictures") == 0
    printed = capsys.readouterr().out
    assert "PyTorch is not installed, so the NumPy oracle stands in" in printed and title in printed
    assert "\x1b" not in printed
    figures = json.loads((tmp_path / "out.json").read_text())
    assert figures["reference"] == "NumPy" and figures["kind"] == "" and not figures["stopped"]
    ElementTree.parse(tmp_path / "pictures" / "roofline.svg")


def test_ctrl_c_prints_what_was_measured_so_far(alone, monkeypatch, measured, capsys):
    def stopped(self, found, budget, tell):
        yield measured
        raise KeyboardInterrupt

    monkeypatch.setattr(Bench, "run", stopped)
    with pytest.raises(KeyboardInterrupt):
        command.run(["softmax"], 1, None, None)
    printed = capsys.readouterr().out
    assert "3 x 5" in printed and "stopped after 1 of" in printed and "1 of" in printed.splitlines()[-1]


def test_a_wrong_answer_is_status_1(alone, monkeypatch, measured, capsys):
    measured.wrong, measured.hot = "3 of 15 numbers are off", None
    monkeypatch.setattr(Bench, "run", lambda self, found, budget, tell: iter([measured]))
    assert command.run(["softmax"], 1, None, None) == 1
    printed = capsys.readouterr().out
    assert "WRONG: softmax 3 x 5: 3 of 15 numbers are off" in printed and printed.splitlines()[-1].endswith("1 WRONG")


def test_wrong_words_are_refused_before_anything_is_timed(alone, tmp_path):
    with pytest.raises(Refusal, match="--threads 4096: give a number from 1 to"):
        command.run([], 4096, None, None)
    with pytest.raises(Refusal, match="--json"):
        command.run([], 1, tmp_path, None)
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match=r"--svg .*: this is a file"):
        command.run([], 1, None, tmp_path / "file")


def test_a_library_with_other_threads_is_refused():
    torch = SimpleNamespace(set_num_threads=lambda count: None, get_num_threads=lambda: 2)
    with pytest.raises(Refusal, match="PyTorch uses 2"):
        threads.pin(1, SimpleNamespace(), torch)


@pytest.mark.parametrize("width", [80, 112, 160])
def test_the_table_is_no_wider_than_there_is_room(world, width):
    world.kernel(1e-3)
    described = world.row(best=9e-4, title="a long title " * 4, floor={"amd": 1}, floor_best={"amd": 2})
    report = world.report(described, world.row(), kind="amd", limits=LIMITS)
    [_, *lines] = table.drawn(report, width).split("softmax\n")[1].split("\n\n")[0].splitlines()
    assert all(len(line) <= width for line in lines)
    text = table.drawn(report, width)
    assert "2.00x" in text and "1 met" in text and "2*" in text and "beyond" in text
    assert "1 of 2 floors met, 1 beyond reach" in text
    assert ("4.00, 1.80*" in text) == (width >= 112), "what is possible at most"


def test_the_picture_is_an_svg_with_both_themes_and_units(world):
    world.kernel(1e-3)
    report = world.report(world.row(title="<3 x 5>"), limits=LIMITS)
    report.limits = asdict(LIMITS) | {"memory": {"reading": 1e9, "updating": 1.5e9}}
    text = picture.drawn(report)
    drawing = ElementTree.fromstring(text)
    words = ["".join(node.itertext()) for node in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {
        "GFLOP/s",
        "flops a byte",
        "nnkata",
        "PyTorch as called",
        "third level, 2 GB/s",
        "memory, 1 to 1.5 GB/s",
    } <= set(words)
    assert "prefers-color-scheme: dark" in text and "softmax <3 x 5>" in "".join(drawing.itertext())


def test_a_picture_of_nothing_is_a_picture(world):
    ElementTree.fromstring(picture.drawn(world.report()))


def test_what_the_libraries_say_is_read():
    said = """
capability AVX2
onednn_verbose,v1,info,oneDNN v3.13.3 (commit b38f97eb)
onednn_verbose,v1,info,cpu,isa:Intel AVX2
nnkata times conv2d
onednn_verbose,v1,primitive,exec,cpu,reorder,jit:blk,undef,src:f32::blocked:abcd::f0,,,1x64x56x56,0.07
onednn_verbose,v1,primitive,exec,cpu,convolution,jit:avx2,forward_training,src:f32,,alg:convolution,0.9
onednn_verbose,v1,primitive,exec,cpu,convolution,jit:avx2,forward_training,src:f32,,alg:convolution,0.9
nnkata times
nnkata times matmul
MKL_VERBOSE oneMKL 2024.0 Update 2 Product build 20240605 for Intel(R) 64 architecture with AVX2, Lnx 2.45GHz
MKL_VERBOSE SGEMM(N,N,128,128,128,0x7ffc,0x56,128,0x56,128,0x7f,0x56,128) 189.41us CNR:OFF Dyn:1
nnkata times
nnkata times exp
done
"""
    ways, libraries = paths.read(said.replace("nnkata times\n", "nnkata times \n"))
    assert ways == {
        "conv2d": ["oneDNN reorder jit:blk", "oneDNN convolution jit:avx2"],
        "matmul": ["MKL SGEMM"],
        "exp": ["PyTorch's own code for AVX2"],
    }
    assert libraries == {
        "oneDNN": "v3.13.3",
        "oneDNN's instructions": "Intel AVX2",
        "MKL": "2024.0 Update 2, with AVX2",
    }


@pytest.mark.parametrize(
    ("vendor", "flags", "kind"),
    [
        ("AuthenticAMD", "avx2 avx512f", "amd"),
        ("GenuineIntel", "avx2 avx512f", "intel"),
        ("AuthenticAMD", "avx2", "other"),
        ("HygonGenuine", "avx2 avx512f", "other"),
    ],
)
def test_floors_belong_to_two_kinds_of_machine(vendor, flags, kind):
    assert command.kind_of_machine(f"processor\t: 0\nvendor_id\t: {vendor}\nflags\t\t: fpu {flags}\n") == kind


def test_limits_are_what_the_kernels_measured():
    told = dict.fromkeys(("first_level", "second_level", "third_level"), (4e9, 6e9))
    told |= {"f32_one": 2e9, "f32_all": 3e9, "f64_one": 1e9, "f64_all": 2e9}
    told |= {"memory_one": (1e9, 2e9), "memory_all": (2e9, 2e9)}
    told |= {"caches": (48 << 10, 2 << 20, 32 << 20)}
    compiled = SimpleNamespace(roofline=lambda: told, isa=str)
    one, two = (limits.measured(compiled, count) for count in (1, 2))
    assert one.f32 == 2e9 and one.memory == limits.Bandwidth(1e9, 2e9) and not one.shared
    assert one.sizes == told["caches"] and two.sizes == (96 << 10, 4 << 20, 32 << 20), "the third is shared"
    assert [level.reading for level in two.levels] == [8e9, 8e9, 4e9]
    assert two.f32 == 3e9 and two.shared, "two threads do less than 1.8 times as much"
    assert one.computing("f32", 2e9) == one.computing("f64", 1e9) == 1
    assert one.moving(1e9, 0) == 1 and one.moving(1e9, 1e9) == 1, "memory reads and writes at once"
    assert one.moving(4e6, 0) == 1e-3 and one.moving(4e6, 0, from_memory=True) == 4e-3, "the third level holds 4 MB"
    assert one.moving(2 << 25, 0) == (2 << 25) / 1e9, "what is larger than the caches"
    assert 0 < one.call < 1e-4
    assert limits.measured(SimpleNamespace(), 1) is None


def test_the_readmes_table_is_made_from_the_json(world):
    spec = importlib.util.spec_from_file_location("table_of_kernels", ROOT / "docs" / "kernels.py")
    docs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(docs)
    world.kernel(1e-3)
    report = world.report(world.row(best=1e-3), limits=LIMITS)
    report.rows[0].title = "right"
    world.kernel(1e-3, off=1)
    report.rows += world.report(world.row()).rows
    report.rows += world.report(world.row()).rows
    lines = docs.table(json.loads(json.dumps(report.figures())))
    cells = [line.count("|") for line in lines if line.startswith("|")]
    assert len(set(cells)) == 1 and len(cells) == 5
    assert any("2.00 (2.00 to 2.00) | 4 |" in line for line in lines) and any("wrong answer" in line for line in lines)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert docs.BEGIN in readme and docs.END in readme
