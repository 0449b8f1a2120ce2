"""What feature steps define, kept in the shadow: files of sets, to be written after the commit."""

from collections.abc import Mapping

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
from vibecli.run.tagging import Tagging


class Defining:
    """What the plan of one shadow defines."""

    def __init__(self, tagging: Tagging) -> None:
        self._tagging = tagging
        self.texts: Mapping[str, str] = {}  # files of sets as they were when the plan was made
        self._defined: dict[str, Defined] = {}

    def define(self, features: FeatureSet, table: str, as_of: str) -> FeatureSet:
        """Keep a set under its name; gives it with its version."""
        file = file_name(features)
        made = counted(features, self.texts.get(file))
        self._defined[file] = Defined(features=made, table=table, as_of=as_of)
        return made

    def files(self) -> tuple[FileChange, ...]:
        """Give the contracts and definitions that change, but for tables a person left out."""
        found, left = [*self._tagging.files()], self._tagging.left
        for file, defined in sorted(self._defined.items()):
            before, after = self.texts.get(file), definition_text(defined)
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


def _says(file: str, before: str | None, defined: Defined) -> bool:
    """True when a file has the set already, in whatever form a person gave it."""
    return before is not None and read_definition(before, file) == defined
