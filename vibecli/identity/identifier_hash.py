"""Identifiers of events: their normal form, and the 64-bit hash that stands for one.

A value that says nothing (empty, a placeholder) is no identifier.
"""

import hashlib
from collections.abc import Callable, Iterable

import numpy as np

from vibecli.identity.kinds import Kind
from vibecli.identity.normal import code, email, phone
from vibecli.identity.placeholders import looking_empty

_KINDS = {"email": Kind.EMAIL, "phone": Kind.PHONE}
_NORMAL: dict[str, Callable[[str], str | None]] = {"email": email, "phone": phone}


def hashed(role: str, values: Iterable[str], *, keys: bool = False) -> dict[str, int]:
    """Give the hash of each value that identifies, by the value as it is written.

    Keys of the profile itself are nobody's placeholder, though 7 and 9999 look like one.
    """
    role = role.strip().lower()
    kind, normal = _KINDS.get(role, Kind.CODE), _NORMAL.get(role, code)
    said = [(value, form) for value in values if (form := normal(value)) is not None]
    forms = [form for _, form in said]
    looks = looking_empty(kind, forms, np.ones(len(forms)))
    empty = {at for at in looks if not (keys and forms[at].isdigit())}
    return {value: _hash(role, form) for at, (value, form) in enumerate(said) if at not in empty}


def _hash(role: str, form: str) -> int:
    text = f"{role}\0{form}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")
