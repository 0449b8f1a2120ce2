"""The account of an increment: its headline, the lines behind it and its figures.

Figures have the names that those of a full match have, as far as they tell the same.
"""

from collections.abc import Iterator

from vibecli.counting import counted
from vibecli.identity.account import change_figures, change_lines, since
from vibecli.identity.increment import Increment
from vibecli.identity.ledger import Ledger
from vibecli.identity.persons import NO_PERSON
from vibecli.identity.trained import Trained


def headline(done: Increment, ledger: Ledger) -> str:
    """Give one line: the records that came, changed and went, and what became of persons."""
    counts, news = ledger.counts, since(done.change)
    told = (
        f"{counts.new:,} new, {counts.changed:,} changed, {counts.gone:,} gone records matched"
        f" against {counts.known:,} known"
    )
    return "; ".join([told, *([f"since the last run {news}"] if news else [])])


def figures(done: Increment, ledger: Ledger) -> dict[str, float]:
    """Give the numbers by name; those of persons are about all there are."""
    counts, change = ledger.counts, done.change
    others = ledger.person_count - change.before
    numbers = {
        "records": counts.known + counts.batch,
        "records_new": counts.new,
        "records_changed": counts.changed,
        "records_gone": counts.gone,
        "records_joined": _joined(done),
        "candidates": done.matched.candidates,
        "accepted": len(done.outcome.accepted_pairs),
        "review": len(done.matched.questions.pairs),
        "persons": others + change.after,
        **change_figures(change),
        "persons_before": ledger.person_count,
        "persons_same": others + change.same,
    }
    return {name: float(number) for name, number in numbers.items()}


def details(done: Increment, ledger: Ledger, trained: Trained) -> Iterator[str]:
    """Give the lines behind the headline."""
    asked = counted(len(done.matched.questions.pairs), "question")
    yield (
        f"{counted(_joined(done), 'record')} joined persons there were,"
        f" {counted(done.change.new, 'new person')}"
    )
    yield f"{asked} left to review; persons there were are never put together"
    yield from change_lines(done.change, ledger.person_count)
    yield f"by the weights of the last full match, accepted at probability {trained.accept:.2f}"


def _joined(done: Increment) -> int:
    """Count the records of the batch that are with a person there was."""
    new = done.matched.near.new[done.placed]
    return int((done.change.persons.kept[new] != NO_PERSON).sum())
