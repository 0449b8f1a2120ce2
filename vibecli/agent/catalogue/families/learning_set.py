"""The set of features that a model is to learn from, where words name its file."""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.featuring_kept import named_set
from vibecli.agent.catalogue.families.learning_wanted import Wanted
from vibecli.agent.catalogue.phrases import phrases
from vibecli.learn.definition_file import ENDING, Defined

WITH_SET = phrases("with|using|on|from|by|of|over|based on|trained on|that uses|which uses|and use")


def of_set(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `with the features buying`, `using features/buying.yaml`. Raises Declined."""
    cursor.take(",")
    if wanted.kept is not None or not cursor.take(*WITH_SET):
        return None
    found = named_set(cursor)
    return wanted._replace(kept=found) if found else None


def taken(cursor: Cursor, kept: Defined) -> str:
    """Tell that a set is taken from its file; gives the name of the file."""
    file = f"features/{kept.features.name}{ENDING}"
    told = f"{file} is taken as it stands, version {kept.features.version}"
    cursor.assume(told, "schema")
    return file
