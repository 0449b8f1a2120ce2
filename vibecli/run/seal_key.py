"""The key that identifiers are sealed with: from the environment, else a file of the state folder.

Owns where it comes from. It is made when first needed, is never shown and never sent anywhere.
"""

import hashlib
import secrets
from collections.abc import Mapping
from pathlib import Path

from vibecli.errors import UsageError
from vibecli.identity.seal import Seal
from vibecli.run.store import write_private

VARIABLE = "VIBECLI_PSEUDONYM_KEY"
FILE = "pseudonym.key"
_BYTES = 32


def known_seal(state: Path, environment: Mapping[str, str]) -> Seal | None:
    """Give the seal of this workspace, None where there is no key yet. Raises UsageError."""
    if given := environment.get(VARIABLE):
        return _seal(given)
    path = state / FILE
    try:
        return _seal(path.read_text(encoding="ascii"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the key {path} cannot be read", hint=f"or set {VARIABLE}") from error


def made_seal(state: Path, environment: Mapping[str, str]) -> Seal:
    """Give the seal of this workspace; its key is made now where there is none."""
    if (known := known_seal(state, environment)) is not None:
        return known
    path = state / FILE
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, secrets.token_hex(_BYTES).encode())
    except OSError as error:
        raise UsageError(f"no key can be kept in {state}", hint=f"or set {VARIABLE}") from error
    made = known_seal(state, environment)
    assert made is not None, "it was written just now"
    return made


def _seal(text: str) -> Seal:
    return Seal(hashlib.sha256(text.strip().encode()).digest())
