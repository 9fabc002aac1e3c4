"""What `-m` may say: words shaped like a tag must be a tag, and a near miss of one is an error that names it."""

import ast
import difflib
import re
from collections.abc import Iterable, Sequence

from nnkata_plugin.catalog.kata import Kata
from nnkata_plugin.catalog.refusal import Refusal

SHAPED_LIKE_A_TAG = re.compile(r"(day|week|phase)(\d+)")
NEAR = 0.75
"""How alike two words are when one is taken for a slip of the other: ``dya25`` and ``day25`` score 0.8."""


def words(expression: str) -> list[str]:
    """The names in a `-m` or `-k` expression."""
    return [word for word in re.findall(r"[^\W\d]\w*", expression) if word not in {"and", "or", "not"}]


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """The valid word that was probably meant: by number where it is shaped like a tag, else by spelling."""
    valid = list(valid)
    if shape := SHAPED_LIKE_A_TAG.fullmatch(word):
        same = [
            (abs(int(other[2]) - int(shape[2])), other[0])
            for tag in valid
            if (other := SHAPED_LIKE_A_TAG.fullmatch(tag)) and other[1] == shape[1]
        ]
        return min(same)[1] if same else None
    return next(iter(difflib.get_close_matches(word, valid, n=1, cutoff=NEAR)), None)


def refuse_unknown_tags(expression: str, katas: Sequence[Kata], marks: Iterable[str]) -> None:
    """Refuse a `-m` that asks for a day that is not there, or that misspells a tag.

    Raises:
        Refusal: Names the word and the nearest valid one.
    """
    tags = {tag for kata in katas for tag in kata.tags}
    known = tags | set(marks)
    for word in words(expression):
        if word in known:
            continue
        meant = nearest(word, tags)
        if SHAPED_LIKE_A_TAG.fullmatch(word):
            raise Refusal(f"-m {word}: there is no {word} here" + (f". The nearest is {meant}" if meant else ""))
        if meant:
            raise Refusal(f"-m {word}: no such mark. Did you mean {meant}?")


def may_match(expression: str, kata: Kata, tags: set[str]) -> bool:
    """Whether `-m` can select checks of a kata: False only where every word is a tag, so that this is certain."""
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except SyntaxError:
        return True
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    if not names or not set(names) <= tags:
        return True
    return _evaluate(tree, set(kata.tags))


def _evaluate(node: ast.expr, true: set[str]) -> bool:
    match node:
        case ast.Name(id=name):
            return name in true
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _evaluate(operand, true)
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_evaluate(value, true) for value in values)
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_evaluate(value, true) for value in values)
    return True
