"""A check that failed in the harness is run once more, as a whole, and only what came of it then is reported."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

Fact = dict[str, Any]


class Retry:
    """Runs the checks of katas in the place of pytest's own loop body.

    Args:
        is_check: Whether the tests of a file are checks.
        fact_of: What a finished check recorded about itself, if a report is one of a check.
    """

    def __init__(self, is_check: Callable[[Path], bool], fact_of: Callable[[pytest.TestReport], Fact | None]) -> None:
        self._is_check = is_check
        self._fact_of = fact_of

    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        if not self._is_check(item.path):
            return None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        if self._failed_in_the_harness(reports):
            item._report_sections.clear()  # what the first run printed
            reports = runtestprotocol(item, log=False, nextitem=nextitem)
            for report in reports:
                if fact := self._fact_of(report):
                    fact["retried"] = True
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def _failed_in_the_harness(self, reports: list[pytest.TestReport]) -> bool:
        return any((fact := self._fact_of(report)) and fact["outcome"] == "infra" for report in reports)
