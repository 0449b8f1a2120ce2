"""The sets of features as they were last computed, by the journal: what a hand has edited since.

Owns that look-up. A set that was computed and then means something else is a new version.
"""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from vibecli.engine.base import Session
from vibecli.engine.names import TableName
from vibecli.errors import VibeError
from vibecli.learn.definition import FeatureSet
from vibecli.learn.definition_file import file_name, read_definition
from vibecli.learn.printed import definition_print
from vibecli.run.definition import exists
from vibecli.run.journal import RUNS, SCHEMA

_MOST = 200  # plans that are looked at
_KIND = '%"kind":"feature"%'


def computed_sets(session: Session) -> dict[str, FeatureSet]:
    """Give each set as the newest standing plan that computed it left its file, by file."""
    found: dict[str, FeatureSet] = {}
    if not exists(session, TableName(SCHEMA, "runs")):
        return found
    rows = session.rows(
        f"SELECT record FROM {RUNS} WHERE undone_at IS NULL AND record LIKE ?"
        f" ORDER BY number DESC LIMIT {_MOST:d}",
        [_KIND],
    )
    for (record,) in rows:
        for file, features in _of_run(json.loads(record)):
            found.setdefault(file, features)
    return found


def by_hand(features: FeatureSet, before: FeatureSet | None) -> FeatureSet:
    """Give a set with a version of its own where it means something else than it did before."""
    if before is None or features.version > before.version:
        return features
    if definition_print(features) == definition_print(before):
        return features
    return features.model_copy(update={"version": before.version + 1})


def _of_run(record: dict[str, Any]) -> Iterator[tuple[str, FeatureSet]]:
    """Give the sets of one run: as it wrote their files, else as it computed them."""
    for change in record.get("files", ()):
        if change.get("folder") == "features":
            try:
                yield change["file"], read_definition(change["after"], change["file"]).features
            except (VibeError, KeyError):
                continue  # of a form of before
    for step in record.get("plan", {}).get("steps", ()):
        if step.get("kind") == "feature":
            try:
                features = FeatureSet.model_validate(step["features"])
            except (ValidationError, KeyError):
                continue
            yield file_name(features), features
