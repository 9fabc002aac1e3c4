"""The pytest hooks of a run that has katas: collect them, tag them, run their checks, say what they came to."""

import random
from collections.abc import Generator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nnkata_plugin import worker
from nnkata_plugin.catalog import Dojo, Kata, Refusal, all_katas, kata_of_day, suite, tags
from nnkata_plugin.catalog.implementation import Implementation, choose
from nnkata_plugin.catalog.states import Tally
from nnkata_plugin.check import fixtures, summary
from nnkata_plugin.check.cases import refuse_an_absent_case
from nnkata_plugin.check.context import Check, Trial, current
from nnkata_plugin.check.evidence import Evidence
from nnkata_plugin.check.message import explain
from nnkata_plugin.check.replay import Replays
from nnkata_plugin.check.retry import Retry
from nnkata_plugin.learn import progress, repetition

CHECK = pytest.StashKey[Check]()
RUN = pytest.StashKey["KataRun"]()
KEEP_WARM = pytest.StashKey[bool]()
"""Set where another run follows in this process: the worker's zygote is then left for it."""
PROPERTY = "nnkata"
"""The user property of a report that says what the check came to; it crosses from xdist's workers to the controller."""


def register(config: pytest.Config) -> None:
    """Take part in a run whose root is a dojo."""
    dojo = Dojo.at(config.rootpath)
    if dojo is None:
        return
    run = KataRun(config, dojo)
    if not hasattr(config, "workerinput"):
        with UsageErrors():
            run.refuse_wrong_words()
    config.stash[RUN] = run
    config.pluginmanager.register(run, "nnkata-run")
    config.pluginmanager.register(fixtures, "nnkata-fixtures")
    config.pluginmanager.register(Retry(lambda path: run.kata_of(path) is not None, fact_of), "nnkata-retry")
    if config.option.benchmark:
        from nnkata_plugin.speed import hooks as speed_hooks

        run.ladder = speed_hooks.LadderRun(config, run)
        with UsageErrors():
            run.ladder.refuse_wrong_words()
        config.pluginmanager.register(run.ladder, "nnkata-ladder")


class UsageErrors:
    """A refusal becomes pytest's usage error: one line, status 4."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Refusal):
            raise pytest.UsageError(str(error)) from None


class ChangedChecks(pytest.Module):
    """Stands for a test_kata.py that is not the suite's: collecting it is an error that says how to restore it."""

    refusal = ""

    def collect(self) -> Any:
        raise self.CollectError(self.refusal)


class KataRun:
    """One pytest run over katas."""

    def __init__(self, config: pytest.Config, dojo: Dojo) -> None:
        self.config = config
        self.dojo = dojo
        self.tally = Tally()
        self.results: list[dict[str, Any]] = []
        self.copies: set[Path] = set()
        self.unrecorded: str | None = None
        self.greens: dict[int, int] = {}
        """How often each day was brought to green before this run was recorded."""
        self.trial: Trial | None = None
        self.replays = Replays()
        self.ladder: Any = None
        """What times the days, with `--benchmark`."""
        drawn = (
            config.option.kata_seed if config.option.kata_seed is not None else random.SystemRandom().randrange(10_000)
        )
        self.seed: int = getattr(config, "workerinput", {}).get("nnkata_seed", drawn)
        self.in_process = bool(config.option.kata_inprocess or config.getoption("usepdb", False))
        option = config.option
        self.isolation = worker.isolation(
            option.kata_isolation, option.kata_worker, (str(dojo.root), str(suite.root()))
        )
        self._implementations: dict[tuple[int, str], Implementation] = {}

    def refuse_wrong_words(self) -> None:
        """Refuse an unknown tag, an unknown implementation and a broken kata.toml before anything is collected."""
        if self.config.option.markexpr:
            marks = [line.partition(":")[0].partition("(")[0].strip() for line in self.config.getini("markers")]
            tags.refuse_unknown_tags(self.config.option.markexpr, all_katas(), marks)
        for kata in all_katas():
            kata.facts  # noqa: B018  (reading it is the point: it refuses what is broken)
        asked = self.config.option.kata_isolation
        if asked == "confined" and not self.in_process and (reason := worker.missing()):
            raise Refusal(f"--kata-isolation confined: not on this machine: confining {reason}")
        results = self.config.option.kata_results
        if results and not Path(results).resolve().parent.is_dir():
            raise Refusal(f"--kata-results {results}: there is no folder {Path(results).parent}. Make it first")
        word = self.config.option.kata_impl
        if word not in ("learner", "solution", "naive") and not word.startswith("fault:") and not Path(word).is_file():
            raise Refusal(
                f"--kata-impl {word}: not found. Give learner, solution, naive, fault:NAME or the path of a Python file"
            )

    def implementation(self, kata: Kata) -> Implementation:
        """The code under test, read once a run: every check of a day sees the same bytes."""
        if self.trial is not None:
            return self.trial.implementation
        key = (kata.day, self.config.option.kata_impl)
        if key not in self._implementations:
            self._implementations[key] = choose(kata, self.dojo, self.config.option.kata_impl)
        return self._implementations[key]

    def isolation_of(self, kata: Kata) -> worker.Isolation:
        """How the code of a day is kept in, with what its kata.toml needs open."""
        return replace(self.isolation, opens=tuple(need for need in kata.facts.needs if need in worker.OPENS))

    def kata_of(self, path: Path) -> Kata | None:
        return self.dojo.kata_in(path.parent) if path.name == "test_kata.py" else None

    # Collecting

    def pytest_report_header(self) -> str:
        return summary.header(self.seed, self._kept_in, self.config.option.kata_impl)

    @property
    def _kept_in(self) -> str:
        if self.in_process:
            return "in process: for debugging, not recorded"
        words = [self.isolation.tier] + ["spawn"] * (self.isolation.form == "spawn")
        reason = "" if self.config.option.kata_isolation or not worker.missing() else f": confining {worker.missing()}"
        return f"sealed ({', '.join(words)}{reason})"

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        if collection_path.name == "test_kata.py" and self.kata_of(collection_path) is None:
            self.copies.add(collection_path)
            return True
        kata = self.dojo.kata_in(collection_path) if collection_path.is_dir() else None
        expression = self.config.option.markexpr
        if (
            kata
            and expression
            and not tags.may_match(expression, kata, {tag for other in all_katas() for tag in other.tags})
        ):
            return True
        return None

    def pytest_pycollect_makemodule(self, module_path: Path, parent: Any) -> pytest.Module | None:
        if kata := self.kata_of(module_path):
            try:
                self.dojo.refuse_changed_checks(kata)
            except Refusal as refusal:
                module: ChangedChecks = ChangedChecks.from_parent(parent, path=module_path)
                module.refusal = str(refusal)
                return module
        return None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for tag in dict.fromkeys(tag for item in items if (kata := self.kata_of(item.path)) for tag in kata.tags):
            self.config.addinivalue_line("markers", f"{tag}: katas of {tag}")
        for item in items:
            if kata := self.kata_of(item.path):
                for tag in kata.tags:
                    item.add_marker(tag)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Let the first day's worker load its libraries while pytest gets ready."""
        first = next((kata for item in session.items if (kata := self.kata_of(item.path))), None)
        zygote = not self.in_process and self.isolation.form == "fork"
        wanted = first and zygote and not self.config.option.collectonly
        if first and wanted and not first.lacks:
            with suppress(worker.Verdict):  # the check will say it
                worker.warm(first.worker)

    # Running

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        kata = self.kata_of(item.path)
        if kata is None:
            return
        try:
            implementation = self.implementation(kata)
        except Refusal as refusal:
            pytest.fail(str(refusal), pytrace=False)
        option = self.config.option
        name = getattr(item, "originalname", item.name)
        check = Check(kata, name, implementation, self.seed, self.in_process, self.isolation_of(kata), option.kata_case)
        check.module = getattr(item, "module", None)
        check.replays = None if self.in_process else self.replays
        if self.trial is not None:
            check.deadline = self.trial.deadline
            check.replays = self.replays if self.trial.naming else None
            check.naming_seconds = self.trial.naming_seconds
            check.evidence = Evidence() if self.trial.prove else None
        item.stash[CHECK] = check
        current.set(check)
        if kata.lacks:
            check.skip_for(kata.lacks)

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        result = yield
        check = pyfuncitem.stash.get(CHECK, None)
        if check is not None:
            refuse_an_absent_case(check)
        return result

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self) -> None:
        current.set(None)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        check = item.stash.get(CHECK, None)
        if check is not None and (report.when == "call" or report.outcome != "passed"):
            _record(check, report, call)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if fact := fact_of(report):
            self.tally.add(kata_of_day(fact["day"]), fact)
            self.results.append(fact)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport | pytest.CollectReport) -> Any:
        fact = fact_of(report)
        outcome = fact["outcome"] if fact else ""
        if outcome == "infra":  # pytest's own word for what is not the test's failure
            return "error", "E", ("ERROR", {"red": True})
        return ("todo", "t", ("TODO", {"yellow": True})) if outcome == "todo" else None

    # Ending

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput["nnkata_seed"] = self.seed

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if hasattr(self.config, "workerinput"):
            return
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and self._looked_at_katas():
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
        if exitstatus == pytest.ExitCode.OK and self.tally.days and self.tally.count("skipped") == len(self.tally.days):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED  # nothing was checked: that is no success
        if exitstatus == pytest.ExitCode.OK and summary.absent_case(self.results, self.config.option.kata_case):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        self.greens = repetition.greens(self.dojo)
        self.unrecorded = progress.record(self.dojo, self.tally)
        if self.config.option.kata_results:
            timings, timed_in = (self.ladder.timings, self.ladder.environment) if self.ladder else ([], {})
            path = Path(self.config.option.kata_results)
            summary.write_results(path, self.tally, self.results, timings, self.seed, timed_in)

    def pytest_terminal_summary(self, terminalreporter: Any, exitstatus: int) -> None:
        summary.show(terminalreporter, self.tally, sorted(self.copies), self.dojo)
        if absent := summary.absent_case(self.results, self.config.option.kata_case):
            terminalreporter.write_line(absent, red=True)
        for line in repetition.news(self.dojo, self.greens):
            terminalreporter.write_line(line, green=True)
        if self.unrecorded:
            terminalreporter.write_line(f"not recorded: {self.unrecorded}", yellow=True)
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and self._looked_at_katas():
            terminalreporter.write_line(summary.nothing_collected(self.config.option, self.dojo), red=True)

    def pytest_unconfigure(self) -> None:
        self.replays.close()
        if not self.config.stash.get(KEEP_WARM, False):
            worker.shutdown()

    def _looked_at_katas(self) -> bool:
        """Whether the paths of this run reach into the days: a run of other tests is pytest's business alone."""
        days = self.dojo.days_folder.resolve()
        for argument in self.config.args:
            path = (self.config.invocation_params.dir / argument.partition("::")[0]).resolve()
            if path.is_relative_to(days) or days.is_relative_to(path):
                return True
        return False


def fact_of(report: pytest.TestReport | pytest.CollectReport) -> dict[str, Any] | None:
    """What a finished check recorded about itself, if the report is one of a check."""
    return next((value for name, value in getattr(report, "user_properties", ()) if name == PROPERTY), None)


def _record(check: Check, report: pytest.TestReport, call: pytest.CallInfo[None]) -> None:
    """Put the finding into the report: its text for the reader, its facts for the tally and the results."""
    outcome = verdict = report.outcome
    by_assertion = False
    if report.failed and call.excinfo is not None:
        finding = explain(check, call.excinfo.value, str(report.longrepr))
        report.longrepr = finding.text
        outcome, verdict, by_assertion = finding.outcome, finding.verdict, finding.by_assertion  # type: ignore[assignment]
        check.message = finding.text
    fact = {
        "day": check.kata.day,
        "check": check.name,
        "outcome": outcome,
        "verdict": "pass" if verdict == "passed" else verdict,
        "message": check.message,
        "fault": check.fault,
        "by_assertion": by_assertion,
        "lacks": check.lacks,
        "retried": False,
        "seconds": call.duration,
        "cases": check.cases,
        "implementation": check.implementation.name,
        "path": str(check.implementation.path),
        "digest": check.implementation.digest,
        "tier": check.tier,
        "worker": None if check.in_process else check.isolation.form,
        "opened": list(check.isolation.opens),
    }
    if check.evidence is not None:
        fact["evidence"] = check.evidence.as_dict()
    report.user_properties.append((PROPERTY, fact))
