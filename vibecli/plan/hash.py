"""The identity of what was reviewed: one canonical JSON form of a model, a file, their sha256."""

import hashlib
import json
from pathlib import Path

from vibecli.model import Model

ID_LENGTH = 64  # of a plan id, the sha256 of its record in hex


def canonical(model: Model) -> bytes:
    """Give the one JSON form of a model: keys sorted, no spaces, UTF-8."""
    return json.dumps(
        model.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def identity(model: Model) -> str:
    """Give the sha256 of a model's canonical form, in hex."""
    return hashlib.sha256(canonical(model)).hexdigest()


def file_sha256(path: Path) -> str:
    """Give the sha256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
