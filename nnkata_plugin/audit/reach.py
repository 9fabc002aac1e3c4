"""Which checks can see a change of which function: read from the texts, used only to try the likely ones first."""

import ast

from nnkata_plugin.catalog import Kata
from nnkata_plugin.check.reach import names_in, reaches


class Reach:
    """What each check of a day mentions, and what that leads to in the worked solution."""

    def __init__(self, kata: Kata, solution: str) -> None:
        tree = ast.parse((kata.folder / "test_kata.py").read_bytes())
        own = {node.name: names_in(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
        # A check hands functions of its own file to `kata.run`: what those mention, it reaches too.
        self._mentions = {check: own[check].union(*(own[name] for name in own[check] & own.keys())) for check in own}
        self._solution = solution

    def touches(self, check: str, function: str) -> bool:
        """Whether a check can reach a function; what lies outside of all functions, any check can."""
        return not function or reaches(self._solution, self._mentions.get(check, ()), function)
