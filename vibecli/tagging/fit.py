"""How well values fit a tag: the grades, the evidence in words, and the shares both are told by."""

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from vibecli.tagging.evidence import Evidence
from vibecli.tagging.shapes import Test

ALL, NEARLY, MOST, MANY, HALF, SOME, LITTLE, FEW = 0.98, 0.9, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2
ENOUGH = 8  # distinct values a list of words can be proven by
ONE_WORD = 1.5  # the mean number of words below which values are single ones


class Fit(IntEnum):
    """What values say of a tag, the more the better."""

    AGAINST = 0
    SILENT = 1  # there are no values
    POSSIBLE = 2  # nothing speaks against it
    LIKELY = 3  # they look so
    PROOF = 4  # they say so without the name's help


class Told(NamedTuple):
    """A fit, the evidence for it in words, and the share of distinct values that carry it."""

    fit: Fit
    why: str = ""
    share: float = 0.0


AGAINST = Told(Fit.AGAINST)
Rule = Callable[[Evidence], Told]


def proven(share: float, what: str) -> Told:
    """Give a fit that needs no name."""
    return Told(Fit.PROOF, _words(share, what), share)


def told(
    share: float, what: str, *, proof: bool = False, likely: bool = False, possible: bool = False
) -> Told:
    """Give the best grade that holds."""
    grade = (
        Fit.PROOF if proof else Fit.LIKELY if likely else Fit.POSSIBLE if possible else Fit.AGAINST
    )
    return Told(grade, _words(share, what), share)


def by_shape(test: Test, what: str, proof: float, likely: float) -> Rule:
    """Give the rule of a tag that one shape tells."""

    def rule(column: Evidence) -> Told:
        share = column.share(test)
        return told(share, what, proof=share >= proof, likely=share >= likely)

    return rule


def _words(share: float, what: str) -> str:
    return f"{share:.0%} of its distinct values {what}" if share > 0 else ""
