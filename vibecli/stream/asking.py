"""Questions whether two persons are one, as the review queue tells them."""

from vibecli.identity.arriving import LOOKS, SHARED, Ask


def question(persons: tuple[str | None, str | None], named: str) -> tuple[str, ...]:
    """Give what tells a question from others, whichever person comes first."""
    known = sorted(person for person in persons if person is not None)
    return tuple(known) if len(known) > 1 else (*known, named)


def identifier(ask: Ask) -> str:
    """Give the hash of what is asked about, as text."""
    return f"{ask.hash:016x}"


def why(ask: Ask) -> str:
    """Give why it is asked."""
    if ask.role == LOOKS:
        return "it looks like this person"
    return "several persons share it" if ask.other == SHARED else "it is known of another"
