"""The diff of one table, from its delta alone: counts, columns, and rows that stand for others.

Owns what a reviewer sees of a change. It never looks at the base: its cost grows with the change
only.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vibecli.data.catalog import TableInfo
from vibecli.engine.base import Session
from vibecli.engine.names import literal, quote
from vibecli.identity.mention import without_mentions_sql
from vibecli.run.column_facts import Nulls, nulls_of_base, with_facts
from vibecli.run.delta import Delta
from vibecli.run.discretion import Discretion, cut
from vibecli.run.model import Cell, ColumnDiff, Mark, Sample
from vibecli.run.rowname import as_text, key_columns, row_name
from vibecli.run.tables import MARK, RID, ROW_ORDER, WHY, TableColumn, TableShape, differs

SAMPLES = 5
_QUOTED_OR_NUMBER = "\"[^\"]*\"|'[^']*'|[0-9]+([.,][0-9]+)*"


class Counts(NamedTuple):
    """Rows added, changed and removed."""

    added: int
    changed: int
    removed: int


class Group(NamedTuple):
    """Rows changed the same way, and the first of them."""

    mark: Mark
    rows: int
    first: tuple[int, ...]


def counts(session: Session, delta: Delta) -> Counts:
    """Count the rows of a delta by what happens to them."""
    row = session.rows(
        "SELECT count(*) FILTER (WHERE __before IS NULL),"
        " count(*) FILTER (WHERE __before IS NOT NULL AND __after IS NOT NULL),"
        f" count(*) FILTER (WHERE __after IS NULL) FROM {delta.relation}"
    )[0]
    return Counts(*row)


def column_diffs(
    session: Session,
    delta: Delta,
    info: TableInfo | None,
    discretion: Discretion,
    missing: Nulls = nulls_of_base,
) -> tuple[ColumnDiff, ...]:
    """Tell for each column how many values are filled, replaced and cleared."""
    if delta.change != "change":
        return ()
    columns = delta.touched
    # Few columns at a time: a statement over hundreds of them takes longer to plan than to run.
    found = [
        diff
        for start in range(0, len(columns), 32)
        for diff in _some_columns(session, delta, columns[start : start + 32], info, discretion)
    ]
    changed = [diff for diff in found if diff.filled or diff.replaced or diff.cleared]
    return with_facts(session, delta, changed, info, discretion, missing)


def samples(
    session: Session,
    delta: Delta,
    info: TableInfo | None,
    reasons: Mapping[str, str],
    discretion: Discretion,
) -> tuple[Sample, ...]:
    """Give rows that stand for all: one of each way of changing, then more of the frequent."""
    groups = _groups(session, delta)
    taken = _share_out(groups)
    rids = [rid for group, many in zip(groups, taken, strict=True) for rid in group.first[:many]]
    rows = _sample_rows(session, delta, info, reasons, discretion, rids)
    result = []
    for group, many in zip(groups, taken, strict=True):
        for place, rid in enumerate(group.first[:many]):
            stands_for = group.rows if place == 0 else 0
            result.append(rows[rid].model_copy(update={"rows": stands_for}))
    return tuple(result)


def _some_columns(
    session: Session,
    delta: Delta,
    columns: Sequence[TableColumn],
    info: TableInfo | None,
    discretion: Discretion,
) -> list[ColumnDiff]:
    parts = []
    for column in columns:
        before, after = f"__before.{quote(column.name)}", f"__after.{quote(column.name)}"
        changed = differs(delta.shape, [column], "__before", "__after")
        first = f"FILTER (WHERE {changed})"
        parts += [
            f"count(*) FILTER (WHERE {before} IS NULL AND {after} IS NOT NULL)",
            f"count(*) FILTER (WHERE {before} IS NOT NULL AND {after} IS NOT NULL AND {changed})",
            f"count(*) FILTER (WHERE {before} IS NOT NULL AND {after} IS NULL)",
            f"arg_min([{as_text(before)}, {as_text(after)}], {ROW_ORDER}) {first}",
        ]
    row = session.rows(
        f"SELECT {', '.join(parts)} FROM {delta.relation}"
        " WHERE __before IS NOT NULL AND __after IS NOT NULL"
    )[0]
    return [
        _column_diff(column, row[4 * place : 4 * place + 4], info, discretion)
        for place, column in enumerate(columns)
    ]


def _column_diff(
    column: TableColumn, row: Sequence[object], info: TableInfo | None, discretion: Discretion
) -> ColumnDiff:
    filled, replaced, cleared, example = row
    before, after = example if isinstance(example, list) else (None, None)
    known = info.column(column.name) if info else None
    return ColumnDiff(
        column=column.name,
        type=column.type,
        filled=_number(filled),
        replaced=_number(replaced),
        cleared=_number(cleared),
        before=cut(discretion.value(before, info, column.name)),
        after=cut(discretion.value(after, info, column.name)),
        personal=known.personal if known else False,
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _groups(session: Session, delta: Delta) -> list[Group]:
    """Give the ways rows change: by mark, step and kind of reason, the most frequent first."""
    words = without_mentions_sql(WHY)
    kind = f"regexp_replace({words}, {literal(_QUOTED_OR_NUMBER)}, '#', 'g')"
    which = _changed_names(delta) if delta.change == "change" else "''"
    found = session.rows(
        f"SELECT mark, count(*) AS n, min(place, {SAMPLES:d}) FROM (SELECT {MARK} AS mark,"
        f" __step AS step, {ROW_ORDER} AS place, CASE WHEN {WHY} IS NOT NULL THEN {kind}"
        f" WHEN __before IS NULL OR __after IS NULL THEN '' ELSE {which} END AS kind"
        f" FROM {delta.relation}) GROUP BY mark, step, kind"
        " ORDER BY n DESC, mark, step, kind"
    )
    groups = [
        Group(mark, rows, tuple(_rid(place) for place in first)) for mark, rows, first in found
    ]
    marks = [group.mark for group in groups]
    leaders = [group for place, group in enumerate(groups) if group.mark not in marks[:place]]
    others = [group for place, group in enumerate(groups) if group.mark in marks[:place]]
    kept = [*leaders, *others][:SAMPLES]
    return sorted(kept, key=lambda group: (-group.rows, group.mark, group.first))


def _rid(place: int) -> int:
    return place if place < 1 << 62 else (1 << 62) - place


def _changed_names(delta: Delta) -> str:
    """Give the SQL that names the columns a row differs in."""
    parts = [
        f"CASE WHEN {differs(delta.shape, [column], '__before', '__after')}"
        f" THEN {literal(column.name + ',')} ELSE '' END"
        for column in delta.touched
    ]
    return " || ".join(parts) or "''"


def _share_out(groups: Sequence[Group]) -> list[int]:
    """Decide how many samples each group gets: one each, then the rest in turn."""
    taken = [1] * len(groups)
    while sum(taken) < SAMPLES:
        open_groups = [i for i, g in enumerate(groups) if taken[i] < len(g.first)]
        if not open_groups:
            break
        taken[min(open_groups, key=lambda i: (taken[i], i))] += 1
    return taken


def _sample_rows(
    session: Session,
    delta: Delta,
    info: TableInfo | None,
    reasons: Mapping[str, str],
    discretion: Discretion,
    rids: Sequence[int],
) -> dict[int, Sample]:
    """Read the rows behind these ids."""
    if not rids:
        return {}
    before_shape = delta.origin
    same = delta.change != "replace"
    key = key_columns(info, [c.name for c in delta.shape.written])
    parts = [RID, MARK, WHY, "__step"]
    parts += [as_text(f"__before.{quote(c.name)}") for c in before_shape.written]
    parts += [as_text(f"__after.{quote(c.name)}") for c in delta.shape.written]
    if same:
        parts += [differs(delta.shape, [c], "__before", "__after") for c in delta.shape.written]
    chosen = ", ".join(f"{rid:d}" for rid in rids)
    result = {}
    for row in session.rows(
        f"SELECT {', '.join(parts)} FROM {delta.relation} WHERE {RID} IN ({chosen})"
    ):
        rid, mark, why, step = row[:4]
        images, start = row[4:], len(before_shape.written)
        before = _shown(images[:start], before_shape, info, discretion)
        after = _shown(images[start:], delta.shape, info, discretion)
        flags = images[start + len(delta.shape.written) :]
        result[rid] = Sample(
            mark=mark,
            key=row_name(rid, key, before | {n: v for n, v in after.items() if v is not None}),
            why=discretion.reason(why or reasons.get(str(step).rsplit(", ", 1)[-1], "")),
            rows=1,
            cells=_cells(mark, before, after, flags),
        )
    return result


def _shown(
    values: Sequence[str | None],
    shape: TableShape,
    info: TableInfo | None,
    discretion: Discretion,
) -> dict[str, str | None]:
    """Give the values of one image by column, as a person may see them."""
    names = [column.name for column in shape.written]
    row = discretion.row(values[: len(names)], info, names)
    return dict(zip(names, map(cut, row), strict=True))


def _cells(
    mark: Mark,
    before: Mapping[str, str | None],
    after: Mapping[str, str | None],
    changed: Sequence[object],
) -> tuple[Cell, ...]:
    """Give the changed cells; for added and removed rows every cell that holds a value."""
    if mark == "+":
        return tuple(
            Cell(column=n, before=None, after=v) for n, v in after.items() if v is not None
        )
    if mark == "-":
        return tuple(
            Cell(column=n, before=v, after=None) for n, v in before.items() if v is not None
        )
    return tuple(
        Cell(column=n, before=before[n], after=v)
        for (n, v), differs in zip(after.items(), changed, strict=True)
        if differs
    )
