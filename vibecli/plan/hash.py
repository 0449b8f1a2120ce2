"""The identity of what was reviewed: one canonical JSON form of a model, and its sha256."""

import hashlib
import json

from vibecli.model import Model


def canonical(model: Model) -> bytes:
    """Give the one JSON form of a model: keys sorted, no spaces, UTF-8."""
    return json.dumps(
        model.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def identity(model: Model) -> str:
    """Give the sha256 of a model's canonical form, in hex."""
    return hashlib.sha256(canonical(model)).hexdigest()
