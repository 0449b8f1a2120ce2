"""Sets of features by name in files: features/NAME.yaml, one set each, under version.

Owns the text of such a file and how it is read. The version counts up when the set means something
else than before; words alone leave it as it is.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vibecli.data.nearest import nearest_hint
from vibecli.document import block, misfit, parse
from vibecli.errors import NotFound, UsageError
from vibecli.learn.definition import FeatureSet
from vibecli.learn.printed import definition_print
from vibecli.model import Model

ENDING = ".yaml"
_LEFT_OUT: dict[str, tuple[str, ...]] = {  # null where nothing is said
    "sources": ("where",), "links": ("bridge",), "features": ("column", "where", "days"),
}  # fmt: skip


class Defined(Model):
    """A set as a file keeps it: with the table of its features, NAME_features if none is told."""

    features: FeatureSet
    table: str
    as_of: str  # as the step said it


class Meaning(Model):
    """What a feature says."""

    feature: str
    meaning: str


class Listed(Model):
    """A set as it is listed."""

    name: str
    version: int
    entity: str
    table: str
    as_of: str | None  # the newest moment in its table; null: it is not there
    features: tuple[Meaning, ...]
    sql: str = ""  # as of the newest event


def file_name(features: FeatureSet) -> str:
    """Give the name of the file of a set."""
    return f"{features.name}{ENDING}"


def definition_text(defined: Defined) -> str:
    """Give the text of a file; what says nothing is left out."""
    features = defined.features
    told = features.model_dump(exclude={"name", "version"}, exclude_defaults=True, mode="json")
    head = {"name": features.name, "version": features.version}
    where = {"table": defined.table, "as_of": defined.as_of}
    return block({**head, **where, **_bare(told)})


def read_definition(text: str, file: str) -> Defined:
    """Read a file. Raises UsageError with what is wrong in it."""
    from pydantic import ValidationError

    name, hint = f"features/{file}", f"edit features/{file}"
    told, node = parse(text, name, hint)
    if not isinstance(told, dict):
        raise UsageError(f"{name} is no set of features", hint=hint)
    table, as_of = (str(told.pop(part, None) or "") for part in ("table", "as_of"))
    try:
        features = FeatureSet.model_validate(_filled(told))
    except ValidationError as error:
        raise misfit(error, node, name, hint) from error
    if file_name(features) != file:
        hint = f"name the file {file_name(features)}, or the set {file.removesuffix(ENDING)}"
        raise UsageError(f"{name} has the set {features.name}", hint=hint)
    return Defined(
        features=features, table=table or f"{features.name}_features", as_of=as_of or "newest"
    )


def read_definitions(folder: Path) -> Iterator[Defined]:
    """Give the sets of a folder by name. Raises UsageError for a file that cannot be read."""
    for file, text in sorted(definition_texts(folder).items()):
        yield read_definition(text, file)


def definition_texts(folder: Path) -> dict[str, str]:
    """Give the texts of the files of a folder by name; none where there is no folder."""
    if not folder.is_dir():
        return {}
    try:
        return {
            path.name: path.read_bytes().decode("utf-8")
            for path in folder.iterdir()
            if path.suffix == ENDING and path.is_file()
        }
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{folder} cannot be read: {error}", hint=f"ls -l {folder}") from error


def named_definition(folder: Path, name: str) -> Defined:
    """Give one set by name. Raises NotFound."""
    file = f"{name.removeprefix('features/').removesuffix(ENDING)}{ENDING}"
    texts = definition_texts(folder)
    text = texts.get(file)
    if text is None:
        hint = nearest_hint(name, [one.removesuffix(ENDING) for one in texts], noun="set")
        raise NotFound(f"there is no set of features {name}", hint=hint)
    return read_definition(text, file)


def counted(features: FeatureSet, before: str | None) -> FeatureSet:
    """Give a set with the version that follows the text of its file."""
    if before is None:
        return features.model_copy(update={"version": 1})
    known = read_definition(before, file_name(features)).features
    same = definition_print(known) == definition_print(features)
    return features.model_copy(update={"version": known.version + (not same)})


def left_out(before: str, after: str, file: str) -> tuple[str, ...]:
    """Give the features that one text of a file has and a later one has not."""
    there, kept = (read_definition(text, file).features.features for text in (before, after))
    names = {one.name.lower() for one in kept}
    return tuple(one.name for one in there if one.name.lower() not in names)


def _bare(told: Mapping[str, Any]) -> dict[str, Any]:
    """Give a value without what is null."""
    return {
        name: [_bare(one) if isinstance(one, dict) else one for one in value]
        if isinstance(value, list)
        else value
        for name, value in told.items()
        if value is not None
    }


def _filled(told: Mapping[str, Any]) -> dict[str, Any]:
    """Give a value with null where nothing is said."""
    filled = dict(told)
    for part, names in _LEFT_OUT.items():
        if isinstance(filled.get(part), list):
            filled[part] = [
                _filled({**dict.fromkeys(names), **one}) if isinstance(one, dict) else one
                for one in filled[part]
            ]
    return filled
