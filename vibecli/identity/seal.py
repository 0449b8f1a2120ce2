"""Identifiers of a person, sealed: a keyed hash of the normal form stands for the value itself.

Owns what kinds of identifiers there are, their normal forms, and the text a sealed one is written
as. Without the key nothing can be read from a seal; with it a value can be told to be the same.
"""

import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from vibecli.errors import UsageError
from vibecli.identity.normal import code, email, phone

IdentifierKind = Literal["email", "phone", "id"]
KINDS: tuple[IdentifierKind, ...] = get_args(IdentifierKind)
NORMAL = {"email": email, "phone": phone, "id": code}
_SEALED = re.compile(
    r"sealed:(?:(?P<place>[^|]*)\|)?(?P<marks>(?:(?:email|phone|id)=[0-9a-f]{32},?)+)"
)
_PHONE = re.compile(r"\+?\(?\d[\d\s().\-/]{5,}\d")
_LENGTH, _SHOWN = 32, 8
_LEAST_DIGITS = 7


@dataclass(frozen=True)
class Seal:
    """One key, and what it makes of values."""

    key: bytes = field(repr=False)

    def mark(self, kind: str, normal: str) -> str:
        """Give the keyed hash of a normal form."""
        said = f"{kind}\0{normal}".encode("utf-8", "surrogatepass")
        return hmac.digest(self.key, said, "sha256").hex()[:_LENGTH]

    def marked(self, kind: IdentifierKind, values: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Give each value that says something with its mark."""
        normal = NORMAL[kind]
        for value in values:
            if (form := normal(value)) is not None:
                yield value, self.mark(kind, form)

    def sealed(self, text: str, place: str = "") -> "Sealed":
        """Seal an identifier as a person types it, of the records of `place` if told."""
        marks = {kind: self.mark(kind, form) for kind, form in normal_forms(text).items()}
        if not marks:
            raise UsageError(
                "that is no identifier", hint="an email, a phone, a loyalty id or a source key"
            )
        return Sealed(tuple(marks.items()), place)


NO_SEAL = Seal(b"")


class Sealed(NamedTuple):
    """One identifier: the marks of what it may be, and the table its record is of if told."""

    marks: tuple[tuple[str, str], ...]
    place: str = ""

    @property
    def text(self) -> str:
        """It as a plan holds it."""
        marks = ",".join(f"{kind}={mark}" for kind, mark in self.marks)
        return f"sealed:{self.place}|{marks}" if self.place else f"sealed:{marks}"

    @property
    def label(self) -> str:
        """It as a person is shown it: what it is, and the beginning of its mark."""
        kind, mark = self.marks[0]
        return f"[{kind} {mark[:_SHOWN]}]"

    @property
    def kinds(self) -> Mapping[str, str]:
        """The marks by kind."""
        return dict(self.marks)


def read_sealed(text: str) -> Sealed | None:
    """Give a sealed identifier as a plan holds it, None for any other text."""
    found = _SEALED.fullmatch(text.strip())
    if found is None:
        return None
    marks = (part.partition("=") for part in found["marks"].strip(",").split(","))
    return Sealed(tuple((kind, mark) for kind, _, mark in marks), found["place"] or "")


def normal_forms(text: str) -> dict[IdentifierKind, str]:
    """Give what an identifier may be, each in normal form: a number may be a phone or a key."""
    text = text.strip()
    if "@" in text:
        found: dict[IdentifierKind, str | None] = {"email": email(text)}
    else:
        found = {"phone": phone(text)} if is_phone(text) else {}
        if not (found and text.startswith("+")):
            found["id"] = code(text)
    return {kind: form for kind, form in found.items() if form}


def is_phone(text: str) -> bool:
    """True for a text that looks like a phone number."""
    digits = sum(sign.isdigit() for sign in text)
    return digits >= _LEAST_DIGITS and _PHONE.fullmatch(text.strip()) is not None
