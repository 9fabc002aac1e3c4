"""Receipts: a day that held as it is now is not audited again; what changed is, and a sample under another engine."""

import json
import shutil
from collections import Counter
from importlib import metadata
from pathlib import Path

import msgspec
import pytest

import nnkata_plugin
from nnkata_plugin.audit import digest, receipt, selection
from nnkata_plugin.audit.day import DayAudit
from nnkata_plugin.audit.receipt import Cheats, Mutants, Receipt, Sites
from nnkata_plugin.audit.text import RECEIPT
from nnkata_plugin.catalog import Kata

WEAK = "def test_the_mean_of_three(kata):\n    assert kata.mean([2.0, 4.0, 9.0]) > 1, 'too small'\n"


def keep(kata: Kata, engine: str) -> None:
    """Give a day the receipt that an audit under an engine would write."""
    known = Receipt(1, digest.of_day(kata), engine, Sites(1, 1), Cheats(1, 1), Mutants(1, 1, 0))
    (kata.folder / RECEIPT).write_bytes(msgspec.json.encode(known))


@pytest.fixture
def recorded(author):
    """The author of a day that holds, and has its receipt."""
    keep(author.kata, digest.of_engine())
    return author


def test_the_receipt_of_a_day_says_what_the_audit_counted(author, tmp_path):
    report = tmp_path / "report.json"
    author.audits(json=report, record=True).ends_with(0).shows("1 hold", "receipts: written for day 1")
    [day] = json.loads(report.read_text())["days"]
    found = receipt.read(author.kata)
    assert (found.mutants.killed, found.mutants.total) == (day["mutants"]["killed"], day["mutants"]["total"])
    assert (found.cheats.rejected, found.cheats.total) == (day["cheats"]["rejected"], day["cheats"]["total"])
    assert (found.sites.proven, found.sites.total, found.mutants.equivalent) == (1, 1, 0)
    assert (found.day, found.engine) == (digest.of_day(author.kata), digest.of_engine())


def test_a_day_that_did_not_change_is_taken_from_its_receipt(recorded, tmp_path):
    report = tmp_path / "report.json"
    recorded.audits(changed=True, json=report).ends_with(0).shows(
        "audited: none; taken from receipts: day 1 (unchanged)\n", "0 audited, 0 hold, 1 taken from receipts"
    ).hides("score %")
    assert json.loads(report.read_text())["taken_from_receipts"] == [{"day": 1, "slug": "mean"}]


def test_a_receipt_is_part_of_a_day_that_holds(recorded):
    recorded.audits().ends_with(0).shows("1 audited, 1 hold").hides("has no role", "receipt")


def test_a_day_without_a_receipt_is_audited(author):
    author.audits(changed=True).ends_with(0).shows("audited: day 1 (no receipt); taken from receipts: none", "1 hold")
    assert not (author.folder / RECEIPT).exists(), "nobody asked to record it"


def test_a_day_whose_solution_was_edited_is_audited_and_fails_if_it_does_not_hold(recorded):
    recorded.replaces("spoilers/solution.py", "total = 0.0", "total = 1.0").audits(changed=True).ends_with(1).shows(
        "audited: day 1 (changed); taken from receipts: none", "test_the_mean_of_three came to wrong"
    )


def test_changed_and_record_together_bring_the_receipts_up_to_date(recorded):
    recorded.replaces("lesson.md", "## After", "## After\nRest.")
    recorded.audits(changed=True, record=True).ends_with(0).shows("day 1 (changed)", "receipts: written for day 1")
    recorded.audits(changed=True).shows("audited: none")


def test_a_day_that_does_not_hold_gets_no_receipt_and_loses_the_one_it_had(recorded):
    recorded.writes("test_kata.py", WEAK).audits(record=True).ends_with(1).shows(
        "receipts: none written; none for day 1, which does not hold"
    )
    assert not (recorded.folder / RECEIPT).exists()


@pytest.mark.parametrize("what", ["it", "the engine"])
def test_what_changes_during_the_audit_is_not_recorded(author, monkeypatch, what):
    def end(audit, seconds, usual=DayAudit.end):
        if what == "it":
            author.replaces("lesson.md", "## After", "## After\nRest.")
        else:
            monkeypatch.setattr(digest, "of_engine", lambda: "another")
        usual(audit, seconds)

    monkeypatch.setattr(DayAudit, "end", end)
    said = f"receipts: none written; not written for day 1: {what} changed during the audit"
    author.audits(record=True).ends_with(0).shows(said)
    assert not (author.folder / RECEIPT).exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"version": 1, "day": ', "truncated"),
        ("[]", "Expected `object`, got `array`"),
        ('{"version": 2}', "Invalid enum value 2"),
        ('{"version": 1}', "missing required field `day`"),
        ("\udcff", "invalid"),
    ],
)
def test_a_broken_receipt_is_told_in_one_line(author, text, told):
    (author.folder / RECEIPT).write_bytes(text.encode(errors="surrogateescape"))
    chosen = selection.select([author.kata], 3)
    [line] = chosen.broken
    assert line.startswith("day 1 · spoilers/audit.json: no receipt: ") and told in line and "\n" not in line
    assert line.endswith("It counts as missing; `nnkata audit 1 --record` writes it anew")
    assert chosen.missing == [author.kata]


def test_a_broken_receipt_counts_as_missing(author):
    author.writes(RECEIPT, "{").audits(changed=True).ends_with(0).shows(
        "day 1 · spoilers/audit.json: no receipt: ", "audited: day 1 (no receipt)", "1 audited, 1 hold"
    )


def test_under_another_engine_a_sample_is_audited(recorded, monkeypatch):
    monkeypatch.setattr(digest, "of_engine", lambda: "another")
    recorded.audits(changed=True).ends_with(0).shows("audited: day 1 (sample: the engine changed); taken", "1 hold")
    recorded.audits(changed=True, sample=0).ends_with(0).shows(
        "audited: none; taken from receipts: day 1 (unchanged, under another engine)"
    )


def test_the_sample_is_as_large_as_asked_for_and_another_for_each_engine(author, monkeypatch):
    katas = [Kata(author.folder.with_name(f"day{day:02}_mean"), day, "mean") for day in range(1, 21)]
    for kata in katas[1:]:
        shutil.copytree(author.folder, kata.folder)
    for kata in katas:
        keep(kata, engine="first")
    drawn: Counter[int] = Counter()
    for change in range(40):
        monkeypatch.setattr(digest, "of_engine", lambda change=change: f"engine {change}")
        chosen = selection.select(katas, 3)
        assert len(chosen.sampled) == 3 and len(chosen.taken) == 17 and not (chosen.changed or chosen.missing)
        assert chosen.sampled == selection.select(katas, 3).sampled, "one engine draws the same days again"
        drawn.update(kata.day for kata in chosen.sampled)
    assert len(drawn) == 20, "in time every day is drawn"
    monkeypatch.setattr(digest, "of_engine", lambda: "first")
    assert selection.select(katas, 3).taken == katas


def test_sample_alone_is_a_wrong_use(author):
    author.audits(sample=2).ends_with(2).shows("nnkata audit: --sample is for --changed")


REFERENCES = {
    "references/oracle/mean.py": "from references.oracle import total\nfrom references.oracle.parts import part\n",
    "references/oracle/total.py": "",
    "references/oracle/parts.py": "",
    "references/ceiling/mean.py": "",
    "references/datasets/digits.py": "from references.datasets.packaged import read\n",
    "references/datasets/packaged.py": "",
    "references/datasets/digits/digits.csv": "",
}
FUNCTION = '\n[[function]]\nname = "mean"\noracle = "mean.backward"\nceiling = "mean"\n'


@pytest.fixture
def referring(author, tmp_path):
    """The author of a day that names references and a data set."""
    for name, text in (REFERENCES | {"references/oracle/other.py": "", "references/datasets/mnist.py": ""}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    author.writes("kata.toml", (author.folder / "kata.toml").read_text() + FUNCTION)
    return author.writes("plot.py", "from nnkata_plugin.check import dataset\n\nDIGITS = dataset('digits', train=3)\n")


@pytest.mark.parametrize("name", REFERENCES)
def test_a_reference_that_a_day_names_is_its_own(referring, tmp_path, name):
    before = digest.of_day(referring.kata)
    (tmp_path / name).write_text(f"{REFERENCES[name]}# another\n")
    assert digest.of_day(referring.kata) != before


def test_other_references_hidden_files_and_the_receipt_are_not(referring, tmp_path):
    before = digest.of_day(referring.kata)
    for name in ("references/oracle/other.py", "references/datasets/mnist.py"):
        (tmp_path / name).write_text("# another\n")
    referring.writes(RECEIPT, "{}").writes(".notes", "hidden").writes("__pycache__/kata.pyc", "compiled")
    assert digest.of_day(referring.kata) == before


def test_a_file_that_moved_or_is_no_python_counts_as_changed(author):
    before = digest.of_day(author.kata)
    (author.folder / "kata.py").rename(author.folder / "given.py")
    moved = digest.of_day(author.kata)
    assert len({before, moved, digest.of_day(author.writes("given.py", "def mean(").kata)}) == 3


@pytest.fixture
def engine(tmp_path, monkeypatch) -> Path:
    """A package with a file in every room, in place of the engine's."""
    package = tmp_path / "nnkata_plugin"
    for name in (*digest.DECIDE, "speed", "cli.py"):
        path = package / name if name.endswith(".py") else package / name / "room.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    (tmp_path / "kernels" / "src").mkdir(parents=True)
    (tmp_path / "kernels" / "src" / "lib.rs").write_text("")
    monkeypatch.setattr(nnkata_plugin, "__file__", str(package / "__init__.py"))
    return package


@pytest.mark.parametrize("name", ["hooks.py", "check/room.py", "worker/new.py", "../kernels/src/lib.rs"])
def test_what_decides_verdicts_is_of_the_engine(author, engine, name):
    before = digest.of_engine()
    (engine / name).write_text("# another\n")
    assert digest.of_engine() != before


@pytest.mark.parametrize("name", ["cli.py", "speed/room.py", "check/room.pyc", "__init__.py"])
def test_what_decides_none_is_not(author, engine, name):
    before = digest.of_engine()
    (engine / name).write_text("# another\n")
    assert digest.of_engine() == before


def test_a_minor_version_of_numpy_makes_another_engine_and_a_bug_fix_none(author, monkeypatch):
    usual, found = metadata.version, []
    for version in ("2.4.1", "2.4.6", "2.5.0"):
        monkeypatch.setattr(metadata, "version", lambda name, v=version: v if name == "numpy" else usual(name))
        found.append(digest.of_engine())
    assert found[0] == found[1] != found[2]
