"""Golden files: what a screen or a format looks like, byte for byte. UPDATE_GOLDEN=1 rewrites them."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def check_golden(name: str, text: str) -> None:
    """Compare a text with its golden file; a change of it is reviewed as a diff."""
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    assert path.exists(), f"no golden file {name}: run with UPDATE_GOLDEN=1 and read it"
    assert text == path.read_bytes().decode(), f"{name} changed: UPDATE_GOLDEN=1 rewrites it"
