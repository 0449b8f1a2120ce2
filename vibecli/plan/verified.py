"""Verified intents: saved ones a person vouches for, reused for the same words on the same schema.

They are the files of `intents/`, made to be reviewed in git. Owns finding one and telling why one
is not reused. A print tells an edit by accident; who may write the file may also vouch.
"""

import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz

from vibecli.data.catalog import Catalog
from vibecli.errors import VibeError
from vibecli.plan.drift import pinned_tables, schema_columns, schema_drift, schema_print
from vibecli.plan.saved import SavedIntent, parse_saved, plan_print

FOLDER = "intents"
_DAY = 10  # characters of an ISO time
_NAME_LENGTH = 60
_HEAD = 400  # letters of a file, where its words stand
_MARK = "\nverified:"
MOST_READ = 20  # saved intents a model may get examples from


class Verified(NamedTuple):
    """A verified intent for the words at hand, or why the one there is does not serve."""

    saved: SavedIntent
    label: str
    drift: tuple[str, ...]


def near_intents(workspace: Path, intent: str) -> list[SavedIntent]:
    """Read the saved intents of a workspace, of many only those nearest in their first words.

    Reading YAML takes milliseconds a file. A broken file teaches nothing and is passed over.
    """
    texts = _texts(workspace)
    if len(texts) > MOST_READ:
        words = intent.lower()
        scored = [(-fuzz.token_set_ratio(words, t[:_HEAD].lower()), p, t) for p, t in texts]
        texts = sorted((path, text) for _, path, text in sorted(scored)[:MOST_READ])
    every = [saved for path, text in texts for saved in _parsed(path, text)]
    return [saved for saved in every if not saved.parameters]  # `$name` is none of a plan's SQL


def find_verified(workspace: Path, intent: str, catalog: Catalog) -> Verified | None:
    """Give the verified intent for these very words, the one kept last when there are several."""
    wanted = plain_words(intent)
    found = [
        (saved.verified.at, path, saved)
        for path, text in _texts(workspace)
        if _MARK in text
        for saved in _parsed(path, text)
        if saved.verified and plain_words(saved.intent) == wanted
    ]
    if not found:
        return None
    _, path, saved = max(found, key=lambda one: one[:2])
    assert saved.verified is not None
    label = f"by {saved.verified.by} on {saved.verified.at[:_DAY]}, {path}"
    return Verified(saved, label, tuple(_drift(saved, catalog)))


def _texts(workspace: Path) -> list[tuple[str, str]]:
    """Give the path and the text of every file that may be a saved intent, in name order."""
    found = []
    for path in sorted((workspace / FOLDER).rglob("*.yaml")):
        with suppress(OSError, UnicodeDecodeError):
            found.append((path.relative_to(workspace).as_posix(), path.read_text("utf-8-sig")))
    return found


def _parsed(path: str, text: str) -> list[SavedIntent]:
    try:
        return [parse_saved(text, path)]
    except VibeError:
        return []


def plain_words(intent: str) -> str:
    """Give an intent as it compares: spaces, end marks and the first capital do not count."""
    text = " ".join(intent.split()).rstrip(" .!?")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def file_name(intent: str) -> str:
    """Give a file name that tells the intent."""
    name = re.sub(r"[^a-z0-9]+", "-", intent.casefold()).strip("-")[:_NAME_LENGTH].strip("-")
    return f"{name or 'intent'}.yaml"


def _drift(saved: SavedIntent, catalog: Catalog) -> list[str]:
    """Give what is other in the schema than when the intent was verified, one line each."""
    assert saved.verified is not None
    if plan_print(saved) != saved.verified.plan_print:
        return ["the file was changed since it was verified"]
    told = [one.text for one in schema_drift(saved.columns, catalog)]
    now = schema_columns(pinned_tables(saved.columns), catalog)
    if told or schema_print(now) == saved.verified.schema_print:
        return told
    return ["its list of columns was changed"]
