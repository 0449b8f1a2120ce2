"""What steps about one person share: whom they name, sealed as it is typed or kept."""

import re
from collections.abc import Iterator, Sequence

from vibecli.identity.seal import Seal, Sealed, read_sealed
from vibecli.identity.subject import Subject, SubjectFinder
from vibecli.steps.base import Finding, Shadow, Step

_PLACE = re.compile(r'[\w."$ ]+')


class PersonStep(Step):
    """A step about the one person that its identifiers are of."""

    identifiers: tuple[str, ...]  # email, phone, loyalty id, or TABLE:KEY of a record

    @property
    def whom(self) -> str:
        """Who it is, without naming them."""
        return f"the person known by {', '.join(labels(self.identifiers))}"

    def nobody(self) -> Iterator[Finding]:
        """Give a finding where nobody is named."""
        if not [one for one in self.identifiers if one.strip()]:
            hint = "an email, a phone, a loyalty id, or TABLE:KEY of a record"
            yield self.finding("no-identifier", "nobody is named", hint)

    def sealed(self, seal: Seal) -> list[Sealed]:
        """Give the identifiers sealed."""
        return [sealed_one(one, seal) for one in self.identifiers]

    def subject(self, shadow: Shadow) -> Subject:
        """Find the person. Raises NotFound, ActionNeeded."""
        return SubjectFinder(shadow, shadow.seal).find(self.sealed(shadow.seal))


def sealed_one(text: str, seal: Seal) -> Sealed:
    """Give an identifier sealed: as it is in the plan, or as somebody typed it."""
    known = read_sealed(text)
    if known is not None:
        return known
    place, key = placed(text)
    return seal.sealed(key, place)


def placed(text: str) -> tuple[str, str]:
    """Give the table and the key of TABLE:KEY; any other identifier has no table."""
    place, colon, rest = text.rpartition(":")
    named = bool(colon) and _PLACE.fullmatch(place) and bool(rest.strip())
    return (place.strip(), rest) if named else ("", text)


def labels(identifiers: Sequence[str]) -> list[str]:
    """Give identifiers as they may be shown."""
    return [known.label if (known := read_sealed(one)) else "[identifier]" for one in identifiers]
