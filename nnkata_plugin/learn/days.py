"""The words for a day: 10, 010, day10, day10_softmax_cross_entropy, 8-14."""

import re
from collections.abc import Iterable

from nnkata_plugin.catalog import Kata, Refusal, all_katas, kata_of_day

ONE_DAY = re.compile(r"(?:day)?0*(\d{1,6})(?:_\w+)?/?")
SPAN = re.compile(rf"{ONE_DAY.pattern}-{ONE_DAY.pattern}")


def number(word: str) -> int | None:
    """The day that a word means, whether there is a kata for it or not."""
    match = ONE_DAY.fullmatch(word)
    return int(match[1]) if match else None


def kata(word: str) -> Kata:
    """The kata that a word means.

    Raises:
        Refusal: The word is no day, or there is no kata for it.
    """
    day = number(word)
    if day is None:
        raise Refusal(f"{word}: not a day. Give its number, as in 10 or day10")
    return kata_of_day(day)


def numbers(words: Iterable[str]) -> list[int] | None:
    """The days that words such as ``10`` and ``8-14`` mean; None for no words, which means all.

    Raises:
        Refusal: A word is no day and no span of days, or no kata is meant by it.
    """
    days: set[int] = set()
    for word in words:
        if span := SPAN.fullmatch(word):
            meant = [one.day for one in all_katas() if int(span[1]) <= one.day <= int(span[2])]
            if not meant:
                raise Refusal(f"{word}: there are no katas in this span. Give the smaller day first, as in 8-14")
            days.update(meant)
        else:
            days.add(kata(word).day)
    return sorted(days) or None


def told(days: Iterable[int]) -> str:
    """Days as a person says them: ``day 4``, ``days 1-3, 7``."""
    ordered = sorted(set(days))
    spans: list[list[int]] = []
    for day in ordered:
        if spans and day == spans[-1][-1] + 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    said = ", ".join(f"{span[0]}-{span[-1]}" if len(span) > 1 else f"{span[0]}" for span in spans)
    return f"day{'s' if len(ordered) > 1 else ''} {said}"
