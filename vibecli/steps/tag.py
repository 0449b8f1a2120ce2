"""`tag`: what every column of a table means and how sensitive it is, as comments and a contract.

Owns what a person, the contract and the evidence come to together: a person's word stands, the
evidence fills what nobody decided and never takes a tag away.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, Self

from pydantic import Field

from vibecli.contracts.meaning import class_of, evident
from vibecli.contracts.model import Declared, TableContract
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.names import TableName, column_text, key_of
from vibecli.model import OURS, Model
from vibecli.steps.base import Bench, Figure, Finding, Shadow, Step, StepResult
from vibecli.steps.listing import listing
from vibecli.steps.targets import unknown_columns, unknown_table
from vibecli.tagging.tag import Sensitivity, Tag

NO_TAG: Literal["none"] = "none"
LOW = 0.75  # what is less sure than this is marked for a person to look at
SHOWN = ("column", "tag", "class", "sure", "change", "evidence")
SAID, _BEFORE = "model says", 4  # shown too where a model was asked, beside how sure ours is
_WHY = 3  # pieces of evidence told
_OURS = re.compile(r"\s*\[vibecli: [^\]]*\]")


class Correction(Model):
    """What a person says a column means."""

    table: str
    column: str
    tag: Tag | Literal["none"] | None  # none: it has no tag; null: only its class is told
    sensitivity: Sensitivity | None  # null: that of the tag

    def told(self) -> Declared:
        """Give the correction as a contract declares it."""
        tag = None if self.tag in (None, NO_TAG) else Tag(self.tag)
        declared = Declared(tag=tag, says_tag=self.tag is not None, sensitivity=self.sensitivity)
        if self.tag is None:
            return declared
        open_class = tag.sensitivity if tag else Sensitivity.PUBLIC
        return declared.model_copy(update={"sensitivity": self.sensitivity or open_class})


class Opinion(Model):
    """What a model took a column for that the evidence is not sure of: shown, never followed."""

    table: str
    column: str
    tag: Tag | Literal["none"]
    confidence: float
    why: str = ""  # one line


class TagColumns(Step):
    """Tag the columns of `tables`, and those that `corrections` name."""

    kind: Literal["tag"] = "tag"
    tables: tuple[str, ...]  # all their columns are looked at
    corrections: tuple[Correction, ...]  # the last one of a column counts
    opinions: tuple[Opinion, ...] = Field((), json_schema_extra=OURS)

    @classmethod
    def of(cls, step: str, tables: Sequence[str], corrections: Sequence[Correction]) -> Self:
        """Give the step, its reason told from what it looks at."""
        made = cls(id=step, why="", tables=tuple(tables), corrections=tuple(corrections))
        return made.model_copy(update={"why": f"say what columns hold: {named(made)}"})

    def reads(self) -> tuple[str, ...]:
        """Give the tables."""
        return self.writes()

    def writes(self) -> tuple[str, ...]:
        """Give the tables, those of corrections too."""
        named = (*self.tables, *(one.table for one in self.corrections))
        found = {key_of(name): TableName.parse(name).text for name in reversed(named)}
        return tuple(reversed(found.values()))

    def check(self, bench: Bench) -> list[Finding]:
        """Tables and columns are there."""
        if not self.writes():
            return [self.finding("slot-missing", "tag needs a table", "name it in tables")]
        found = []
        for table in self.writes():
            columns = bench.columns(table)
            if columns is None:
                found.append(unknown_table(self, bench, table))
                continue
            named = [c.column for c in self.corrections if key_of(c.table) == key_of(table)]
            found += unknown_columns(self, table, named, columns)
        return found

    def run(self, shadow: Shadow) -> StepResult:
        """Put tags into comments and contracts where nobody decided otherwise."""
        lines = [line for table in self.writes() for line in self._table(shadow, table)]
        told = [line for line in lines if line.told]
        low = sum(line.low for line in told)
        new = sum(line.declared is not None for line in lines)
        doubt = f", {low} with low confidence" if low else ""
        said = [self._opinion(line) for line in told]
        other = sum(one.differs for one in said)
        doubt += f", {other} a model sees otherwise" if other else ""
        shown = [list[str | None](SHOWN), *(list(_cells(line)) for line in told)]
        if self.opinions:
            for row, text in zip(shown, (SAID, *(one.text for one in said)), strict=True):
                row.insert(_BEFORE, text)
        shadow.view(self.id, listing([str(name) for name in shown[0]], shown[1:]))
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=f"{len(told)} of {len(lines)} columns tagged or decided{doubt}; {new} change",
            figures=(
                Figure(name="columns", value=len(lines)),
                Figure(name="tagged", value=len(told)),
                Figure(name="changes", value=new),
                Figure(name="low_confidence", value=low),
                *([Figure(name="model_differs", value=other)] if self.opinions else ()),
            ),
        )

    def decided(self, info: TableInfo, contract: TableContract | None) -> Iterator["TagLine"]:
        """Give what is decided of each column of a table that this step looks at."""
        key = key_of(info.name)
        said = {c.column.lower(): c for c in self.corrections if key_of(c.table) == key}
        whole = key in map(key_of, self.tables)
        for column in info.columns:
            correction = said.get(column.name.lower())
            known = contract.column(column.name) if contract else None
            if whole or correction:
                yield _line(info, column, known.declared if known else Declared(), correction)

    def _opinion(self, line: "TagLine") -> "_Said":
        """Give what a model says of a column, and whether it differs from the tag."""
        place = (key_of(line.table), line.column.name.lower())
        for one in self.opinions:
            if (key_of(one.table), one.column.lower()) == place:
                differs = one.tag != (line.tag or NO_TAG)
                told = "no tag" if one.tag == NO_TAG else one.tag
                text = f"{'differs: ' if differs else ''}{told} {one.confidence:.2f}"
                return _Said(text=f"{text}, {one.why}" if one.why else text, differs=differs)
        return _Said()

    def _table(self, shadow: Shadow, name: str) -> Iterator["TagLine"]:
        """Decide on the columns of one table and tell the shadow; gives a line a column."""
        info, tagging = shadow.table(name), shadow.tagging
        decided = self.decided(info, tagging.contract(name))
        lines = [line for line in decided if not tagging.leaves_out(name, line.column.name)]
        comments = tagging.comments(name)
        declared = {line.column.name: line.declared for line in lines if line.declared}
        wanted = {line.column.name: _comment(comments, line) for line in lines}
        tagging.declare(
            info, declared, {c: text for c, text in wanted.items() if text != comments.get(c)}
        )
        yield from lines


class TagLine(Model):
    """What is decided of one column."""

    table: str
    column: ColumnInfo
    declared: Declared | None  # what the contract is to say anew, None: it stays
    tag: Tag | None
    sensitivity: Sensitivity
    confidence: float
    evidence: str
    change: str

    @property
    def low(self) -> bool:
        """True when a person should look at the tag, or at there being none."""
        return self.confidence < LOW

    @property
    def told(self) -> bool:
        """True when there is something to show: a tag, a class, a change."""
        open_ = self.sensitivity is Sensitivity.PUBLIC
        return bool(self.tag or self.declared or self.low or not open_)


class _Said(Model):
    """A model's opinion as it is shown."""

    text: str | None = None
    differs: bool = False


def _line(
    table: TableInfo, column: ColumnInfo, before: Declared, said: Correction | None
) -> TagLine:
    seen, found = evident(column), _decided(column, before, said)
    now = found or before
    tag = now.tag if now.says_tag else before.tag if before.says_tag else seen.tag
    by_person = now.basis == "person" and not now.silent
    sure = 1.0 if by_person else seen.confidence if now.confidence is None else now.confidence
    why = "a person's word" if by_person else now.why or "; ".join(seen.why[:_WHY])
    if by_person and now.says_tag and seen.tag is not tag:
        told = f"{seen.tag} {seen.confidence:.2f}" if seen.tag else "no tag"
        why = f"{why}; the evidence says {told}"
    return TagLine(
        table=table.name,
        column=column,
        declared=found,
        tag=tag,
        sensitivity=class_of(now, seen),
        confidence=sure,
        evidence=why,
        change=_change(before, found),
    )


def _decided(column: ColumnInfo, before: Declared, said: Correction | None) -> Declared | None:
    """Give what the contract is to say of a column, None where it says it or nothing is known."""
    if said is not None:
        told = said.told()
        same = (told.tag, told.sensitivity) == (before.tag, before.sensitivity)
        return None if same and before.basis == "person" and told.says_tag else told
    if before.says_tag and (before.basis == "person" or before.tag is None):
        return None
    seen = evident(column)
    if seen.tag is None and (before.says_tag or not seen.sensitivity.masked):
        return None
    by_person = before.basis == "person" and before.sensitivity is not None
    found = Declared(
        tag=seen.tag,
        says_tag=seen.tag is not None,
        sensitivity=before.sensitivity if by_person else seen.sensitivity,
        confidence=round(seen.confidence, 2),
        basis="person" if by_person else "evidence",
        why="; ".join(seen.why[:_WHY]),
    )
    same = (found.tag, found.sensitivity) == (before.tag, before.sensitivity)
    return None if same else found


def _change(before: Declared, found: Declared | None) -> str:
    if found is None:
        return "as in the contract" if not before.silent else ""
    if before.silent:
        return "new"
    if not found.says_tag or (before.says_tag and before.tag is found.tag):
        changed = before.sensitivity not in (None, found.sensitivity)
        return f"was {before.sensitivity}" if changed else "now a person's word"
    return f"was {before.tag or 'without a tag'}"


def _comment(comments: Mapping[str, str | None], line: TagLine) -> str | None:
    """Give a column's comment: what people wrote, and ours behind it."""
    own = _OURS.sub("", comments.get(line.column.name) or "").strip()
    parts = [str(line.tag)] if line.tag else []
    parts += [str(line.sensitivity)] if parts or line.sensitivity.masked else []
    ours = f"[vibecli: {', '.join(parts)}]" if parts else ""
    return " ".join(filter(None, (own, ours))) or None


def _cells(line: TagLine) -> tuple[str | None, ...]:
    sure = f"{line.confidence:.2f}{' low' if line.low else ''}"
    tag = str(line.tag) if line.tag else None
    column = column_text(line.table, line.column.name)
    return column, tag, str(line.sensitivity), sure, line.change, line.evidence


def named(step: TagColumns) -> str:
    """Give the words for what a step looks at: its tables, then its corrections."""
    parts = [", ".join(step.tables)] if step.tables else []
    parts += [correction_words(one) for one in step.corrections]
    return "; ".join(parts)


def correction_words(one: Correction) -> str:
    """Give a correction in words."""
    column = column_text(one.table, one.column)
    if one.tag == NO_TAG:
        return f"{column} has no tag"
    told = [f"is {one.tag}"] if one.tag else []
    told += [f"is {one.sensitivity}"] if one.sensitivity else []
    return f"{column} {' and '.join(told)}"
