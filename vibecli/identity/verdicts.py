"""Verdicts: what a person judged about two records, kept by what the records say.

Owns a verdict's form, and which of several on the same two records stands. Pure, and light: it
reads no file and knows no arrays.
"""

import hashlib
from collections.abc import Iterable
from typing import Literal, NamedTuple

from vibecli.model import Model

Judgement = Literal["same", "different", "unsure"]
Channel = Literal["queue", "command", "split", "file"]


class Side(NamedTuple):
    """One of the two records: its table, its print, and its id where that is not personal."""

    source: str
    print: str
    record: str | None = None


class Verdict(Model):
    """A person's judgement on two records; a later one on the same two stands instead."""

    left_source: str
    left_record: str | None = None  # for people to read; none where the id itself is personal
    left_print: str
    right_source: str
    right_record: str | None = None
    right_print: str
    verdict: Judgement | Literal["withdrawn"]
    by: str
    at: str
    via: Channel = "file"

    @property
    def left(self) -> Side:
        """The first record."""
        return Side(self.left_source, self.left_print, self.left_record)

    @property
    def right(self) -> Side:
        """The second record."""
        return Side(self.right_source, self.right_print, self.right_record)

    @property
    def pair(self) -> tuple[Side, ...]:
        """The two records, in either order; told by id only where both say the same."""
        sides = [Side(s.source.lower(), s.print, s.record) for s in (self.left, self.right)]
        if sides[0][:2] != sides[1][:2]:
            sides = [side._replace(record=None) for side in sides]
        return tuple(sorted(sides, key=lambda side: (side.source, side.print, side.record or "")))


def digest(verdicts: Iterable["Verdict"]) -> str:
    """Give what tells the standing verdicts from others; nothing where there are none."""
    told = sorted(f"{v.pair} {v.verdict} {v.via}" for v in standing(verdicts))
    return hashlib.md5("\n".join(told).encode(), usedforsecurity=False).hexdigest() if told else ""


def standing(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Give the last verdict on each two records, in the order they were made."""
    found: dict[tuple[Side, ...], Verdict] = {}
    for verdict in verdicts:
        found.pop(verdict.pair, None)
        found[verdict.pair] = verdict
    return tuple(v for v in found.values() if v.verdict != "withdrawn")
