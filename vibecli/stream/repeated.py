"""A batch in which a person comes twice, where an action is told of the state after each event."""

from collections.abc import Sequence

from vibecli.identity.arriving import Resolved
from vibecli.stream.intake import Intake
from vibecli.stream.line import Bad, Event


class Repeated(Exception):
    """A person comes twice, and an action is to be told of the state after each event."""

    def __init__(self, cuts: Sequence[int]) -> None:
        super().__init__()
        self.cuts = cuts  # places of the lines before which a new part begins


def check_once(intake: Intake, resolved: Resolved, parsed: Sequence[Event | Bad]) -> None:
    """Raise Repeated where a person comes twice, with the parts in which nobody does."""
    places = {id(one): at for at, one in enumerate(parsed)}
    cuts: list[int] = []
    there: set[int] = set()
    for n, person in zip(intake.good, resolved.persons, strict=True):
        if person in there:
            cuts.append(places[id(intake.events[n])])
            there = set()
        if person >= 0:
            there.add(person)
    if cuts:
        raise Repeated(cuts)
