"""The registry of models: an ordinary table of the user's database, a row a version.

Owns its columns and reading them. The newest version of a name is the champion; undo of a training
takes its row away, so the one before is champion again.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from vibecli.engine.base import Column, Session
from vibecli.engine.names import literal, quote
from vibecli.errors import DataError
from vibecli.learn.definition import FeatureSet, Label
from vibecli.model import Model

MODELS = "vibecli_models"
KEYS = ("model", "version")
COLUMNS = (
    Column("model", "VARCHAR"),
    Column("version", "INTEGER"),
    Column("algorithm", "VARCHAR"),
    Column("meaning", "VARCHAR"),  # what it foresees, in words
    Column("customers", "VARCHAR"),  # whom it is about: table.key
    Column("reads", "VARCHAR"),  # the tables it learnt from
    Column("label", "VARCHAR"),  # JSON: a Label; null of a table with a column that says it
    Column("features", "VARCHAR"),  # JSON: a FeatureSet, or a TableFeatures
    Column("sql", "VARCHAR"),  # that gives the features of all entities as of a moment
    Column("fingerprint", "VARCHAR"),  # hash of the rows it was trained and tested on
    Column("cut", "TIMESTAMP"),  # the moment it was tested at; null of a table without time
    Column("rows", "BIGINT"),  # trained on
    Column("metrics", "VARCHAR"),  # JSON
    Column("card", "VARCHAR"),  # Markdown
    Column("artefact", "BLOB"),
)
RENAME = f"in DuckDB: ALTER TABLE {MODELS} RENAME TO old_models; a training makes its own"
_LISTED = (
    "model",
    "version",
    "algorithm",
    "meaning",
    "customers",
    "reads",
    "cut",
    "rows",
    "metrics",
)


SCORED = ("score", "segment", "reason", "as_of", "model")  # endings of columns beside each other


def scores_among(columns: Iterable[str]) -> frozenset[str]:
    """Give those of a table's columns, in lower case, that scores of a model were written to."""
    names = {name.lower() for name in columns}
    bases = {name.removesuffix("_score") for name in names if name.endswith("_score")}
    of_ours = {base for base in bases if {f"{base}_segment", f"{base}_reason"} <= names}
    return frozenset(f"{base}_{ending}" for base in of_ours for ending in SCORED) & names


class TableFeatures(Model):
    """Features that are columns of a table with a row an entity, and the column foreseen."""

    table: str
    key: str
    columns: tuple[str, ...]
    target: str
    positive: str  # its value that means yes


def entity_of(features: FeatureSet | TableFeatures) -> str:
    """Give the table of the customers that features are of."""
    return features.table if isinstance(features, TableFeatures) else features.entity


class Listed(Model):
    """A version of a model in short."""

    model: str
    version: int
    champion: bool
    algorithm: str
    meaning: str
    customers: str
    reads: str
    cut: str | None
    rows: int
    metrics: dict[str, Any]


class Registered(Listed):
    """A version of a model with all that is kept of it but the artefact."""

    label: Label | None
    features: FeatureSet | TableFeatures
    sql: str
    fingerprint: str
    card: str

    @property
    def entity(self) -> str:
        """The table of the customers it is about."""
        return entity_of(self.features)

    @property
    def key(self) -> str:
        """The column that names them."""
        return self.features.key

    @property
    def tables(self) -> tuple[str, ...]:
        """Give the tables its features are made of."""
        return tuple(self.reads.split(", "))


Row = TypeVar("Row", bound=Listed)


def is_there(session: Session) -> bool:
    """True when the database has a registry."""
    found = session.value(
        "SELECT count(*) FROM information_schema.columns WHERE table_catalog = current_database()"
        " AND table_schema = 'main' AND table_name = ?",
        [MODELS],
    )
    return bool(found)


def check_registry(columns: Sequence[Column]) -> None:
    """Raise DataError where a table of that name is no registry: made by hand, or of before."""
    there = {column.name.lower(): column.type for column in columns}
    other = next((c for c in COLUMNS if there.get(c.name) != c.type), None)
    if other:
        told = f"{MODELS} is not the registry of models: no {other.name} {other.type}"
        raise DataError(told, hint=RENAME)


def listed(session: Session, relation: str) -> tuple[Listed, ...]:
    """Give every version of every model, the champion of each first. Raises DataError."""
    check_registry(session.describe(f"FROM {relation}"))
    names = ", ".join(_text(name) for name in _LISTED)
    rows = session.rows(f"SELECT {names} FROM {relation} ORDER BY model, version DESC")
    found: list[Listed] = []
    for row in rows:
        champion = not found or found[-1].model != row[0]
        found.append(_read(Listed, dict(zip(_LISTED, row, strict=True)), champion=champion))
    return tuple(found)


def registered(
    session: Session, relation: str, model: str, version: int | None = None
) -> Registered | None:
    """Give one version of a model, the champion unless told; None where there is none.

    Raises DataError where the relation is no registry.
    """
    check_registry(session.describe(f"FROM {relation}"))
    names = [column.name for column in COLUMNS if column.name != "artefact"]
    rows = session.rows(
        f"SELECT {', '.join(map(_text, names))} FROM {relation}"
        " WHERE lower(model) = lower(?) ORDER BY version DESC",
        [model],
    )
    for number, row in enumerate(rows):
        one = dict(zip(names, row, strict=True))
        if version in (None, one["version"]):
            return _read(Registered, one, champion=number == 0)
    return None


def artefact(session: Session, relation: str, model: str, version: int) -> bytes:
    """Give the bytes of a version, to be opened by its allow-list only."""
    found = session.value(
        f"SELECT artefact FROM {relation} WHERE lower(model) = lower(?) AND version = ?",
        [model, version],
    )
    if not isinstance(found, bytes):
        raise DataError(f"{model} v{version} has no artefact", hint=way_out(model, version))
    return found


def way_out(model: object, version: object) -> str:
    """Give what to do about a row that nothing can be done with: a training is compared with it."""
    told = f"model = {literal(str(model))} AND version = {version}"
    return f"in DuckDB: DELETE FROM {MODELS} WHERE {told}; then train it anew"


def _text(name: str) -> str:
    """Give a column as it is read: a moment as text."""
    return f"CAST({quote(name)} AS VARCHAR)" if name == "cut" else quote(name)


def _read(kind: type[Row], row: Mapping[str, Any], *, champion: bool) -> Row:
    """Read a row, which anyone may have written. Raises DataError where it is none."""
    told: dict[str, Any] = {**row, "champion": champion}
    try:
        for name in ("metrics", "label", "features"):
            if isinstance(told.get(name), str):
                told[name] = json.loads(told[name])
        return kind.model_validate(told)
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"model {row['model']} v{row['version']} in {MODELS} cannot be read",
            hint=way_out(row["model"], row["version"]),
        ) from error
