"""`/label` and `/split`: what a person judges of records, and the match at hand run anew by it.

Owns what stands after them. How a verdict is kept is `console.judging`'s.
"""

from typing import TYPE_CHECKING

from vibecli.console.judging import label_two, split_anew
from vibecli.console.labelling import judged_anew
from vibecli.errors import UsageError

if TYPE_CHECKING:
    from vibecli.repl.conversation import Conversation


def label(talk: "Conversation", argument: str) -> None:
    """Judge the merges the match at hand is unsure of, or two records; it is run anew."""
    words = argument.split()
    if len(words) == len(("A", "B", "same")):
        label_two(talk.shell, *words)
        return
    if words:
        raise UsageError("give two records and a verdict", hint="/label A B same")
    review = talk.plan_at_hand()
    fresh = judged_anew(talk.shell, review)
    if fresh is not None:
        talk.take(fresh, review.intent)


def split(talk: "Conversation", argument: str) -> None:
    """Split records off a person for good; the match is run anew."""
    person, *records = argument.split() or [""]
    if not records:
        raise UsageError("give a person and records", hint="/split PERSON RECORD...")
    fresh = split_anew(talk.shell, person, records)
    talk.take(fresh, fresh.intent)
