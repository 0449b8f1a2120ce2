"""What feature steps define, kept in the shadow: files of sets, to be written after the commit."""

from collections.abc import Mapping

from vibecli.document_edit import with_value
from vibecli.engine.names import key_of
from vibecli.learn.definition import FeatureSet
from vibecli.learn.definition_file import (
    Defined,
    counted,
    definition_text,
    file_name,
    read_definition,
)
from vibecli.run.changeset import FileChange
from vibecli.run.computed import by_hand
from vibecli.run.tagging import Tagging


class Defining:
    """What the plan of one shadow defines."""

    def __init__(self, tagging: Tagging) -> None:
        self._tagging = tagging
        self.texts: Mapping[str, str] = {}  # files of sets as they were when the plan was made
        self.computed: Mapping[str, FeatureSet] = {}  # the sets as they were last computed, by file
        self._defined: dict[str, Defined] = {}

    def define(self, features: FeatureSet, table: str, as_of: str) -> FeatureSet:
        """Keep a set under its name; gives it with its version."""
        file = file_name(features)
        made = by_hand(counted(features, self.texts.get(file)), self.computed.get(file))
        self._defined[file] = Defined(features=made, table=table, as_of=as_of)
        return made

    def files(self) -> tuple[FileChange, ...]:
        """Give the contracts and definitions that change, but for tables a person left out."""
        found, left = [*self._tagging.files()], self._tagging.left
        for file, defined in sorted(self._defined.items()):
            before = self.texts.get(file)
            after = _written(file, before, defined)
            if not _says(file, before, defined) and key_of(defined.table) not in left.tables:
                found.append(
                    FileChange(
                        file=file,
                        folder="features",
                        tables=(defined.table,),
                        before=before,
                        after=after,
                    )
                )
        return tuple(found)


def _written(file: str, before: str | None, defined: Defined) -> str:
    """Give the text of a file; one that a person gave its form gets but another number."""
    if before is not None:
        known, version = read_definition(before, file), defined.features.version
        there = known.features.model_copy(update={"version": version})
        if known.model_copy(update={"features": there}) == defined:
            return with_value(before, ("version",), version)
    return definition_text(defined)


def _says(file: str, before: str | None, defined: Defined) -> bool:
    """True when a file has the set already, in whatever form a person gave it."""
    return before is not None and read_definition(before, file) == defined
