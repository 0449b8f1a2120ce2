"""Questions of a stream: which pairs of persons a human is asked about, each pair once."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from vibecli.engine.base import Session
from vibecli.identity.arriving import LOOKS, SHARED, Ask, Resolved
from vibecli.steps.standing_tables import REVIEW

Asked = tuple[str, ...]  # what tells a question from others


def questions(
    rule: str,
    resolved: Resolved,
    keyed: Callable[[int], str | None],
    before: AbstractSet[Asked],
    fresh: set[Asked],
) -> Iterator[tuple[object, ...]]:
    """Give a row a question that was not asked before, and note it among the fresh ones."""
    for ask in resolved.asks:
        one, other = keyed(ask.person), keyed(ask.other)
        asked = question((one, other), _identifier(ask))
        if asked in before or asked in fresh:
            continue
        fresh.add(asked)
        why = "several persons share it" if ask.other == SHARED else "it is known of another"
        if ask.role == LOOKS:
            why = "it looks like this person"
        yield rule, ask.event_id, one, other, ask.role, _identifier(ask), why


def asked_before(session: Session, rule: str) -> set[Asked]:
    """Give the questions there are of a rule."""
    select = f"SELECT person, other, identifier FROM {REVIEW} WHERE rule = ?"
    return {question((one, other), named) for one, other, named in session.rows(select, [rule])}


def question(persons: tuple[str | None, str | None], identifier: str) -> Asked:
    """Give what tells a question from others, whichever person comes first."""
    named = sorted(person for person in persons if person is not None)
    return tuple(named) if len(named) > 1 else (*named, identifier)


def _identifier(ask: Ask) -> str:
    return f"{ask.hash:016x}"
