"""Tagging said in flags: the typed plan, made without any planner.

Owns what the flags mean, and the words that say the same, which are the intent that is kept.
"""

from collections.abc import Sequence

from vibecli.agent.flags import PLANNER
from vibecli.contracts.said import class_said, tag_said
from vibecli.data.catalog import Catalog
from vibecli.data.covering import writable
from vibecli.data.named_table import named_table
from vibecli.data.nearest import nearest, nearest_hint
from vibecli.engine.names import split_column
from vibecli.errors import NotFound, UsageError
from vibecli.model import Model
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.steps.tag import NO_TAG, Correction, TagColumns, named
from vibecli.tagging.tag import Sensitivity, Tag


class TagFlags(Model):
    """What to tag, as flags say it."""

    tables: tuple[str, ...] = ()  # none: all that may be written
    corrections: tuple[str, ...] = ()  # table.column=TAG, =CLASS, =TAG,CLASS or =none


def tag_intent(flags: TagFlags, catalog: Catalog, protected: Sequence[str]) -> SavedIntent:
    """Give the intent and its plan. Raises NotFound, UsageError."""
    corrections = tuple(_correction(text, catalog) for text in flags.corrections)
    tables = tuple(named_table(catalog, name).name for name in flags.tables)
    if not tables and not corrections:
        tables = tuple(table.name for table in writable(catalog, protected))
        if not tables:
            raise NotFound("there is no table to tag", hint="vibecli load FILE")
    step = TagColumns.of("s1", tables, corrections)
    plan = Plan(title=f"Tag {named(step)}", steps=(step,), confidence="high")
    words = f"tag {named(step)}" if tables else named(step)
    return SavedIntent(intent=words, plan=plan, planner=PLANNER)


def _correction(text: str, catalog: Catalog) -> Correction:
    place, equals, said = text.rpartition("=")
    table, column = split_column(place)
    if not (equals and table and said.strip()):
        raise UsageError(
            f"--set {text}: no table.column=TAG", hint="--set customers.ref=loyalty-id"
        )
    info = named_table(catalog, table)
    found = info.column(column)
    if found is None:
        known = [c.name for c in info.columns]
        hint = nearest_hint(column, known, noun="column")
        raise NotFound(f"{info.name} has no column {column}", hint=hint)
    tag: Tag | None = None
    level: Sensitivity | None = None
    none = False
    for word in said.split(","):
        none = none or word.strip().lower() == NO_TAG
        tag, level = tag_said(word) or tag, class_said(word) or level
        if not (tag_said(word) or class_said(word) or none):
            known = [*Tag, *Sensitivity, NO_TAG]
            close = nearest(word, known)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
            raise UsageError(f"--set {text}: {word} is no tag and no class", hint=hint)
    return Correction(
        table=info.name, column=found.name, tag=NO_TAG if none else tag, sensitivity=level
    )
