"""The tables as a model is told of them: the relevant ones in full, as far as the budget goes.

Owns the choice of what is left out, and always says that it was. Same catalog and intent give the
same text.
"""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from vibecli.agent.disclosure import facts, printable, told_name, told_table, told_type
from vibecli.config import EgressLevel
from vibecli.data.catalog import Catalog, Role, TableInfo
from vibecli.engine.names import TableName
from vibecli.model import Model
from vibecli.plan.glossary import Glossary, Term

NAMED = 100.0  # for a table whose name the intent says
MEANT = 60.0  # for a table a glossary term of the intent is about
NEAR = 30.0  # for a table related to one of those
ALIKE = 85  # of 100: a word of the intent is this near to a table's name
SHORT = 4  # a shorter name must be a word of its own
_DAY = 10  # letters of an ISO date
SHARE_OF_NAMES = 0.1  # of the budget, for tables told by name only


class Outline(Model):
    """The text lines of the tables, and the tables and columns they tell about."""

    lines: tuple[str, ...]
    tables: tuple[str, ...]
    columns: tuple[str, ...]


def outline(
    catalog: Catalog, glossary: Glossary, intent: str, *, level: EgressLevel, budget: int
) -> Outline:
    """Give the tables in catalog order; by relevance each in full, in brief, or by name only."""
    ranked = _ranked(catalog, glossary, intent)
    texts: dict[str, str] = {}
    left = int(budget * (1 - SHARE_OF_NAMES))
    for table in ranked:
        for lines in (_table(table, level), _table(table, "names")):
            text = "\n".join(lines)
            if len(text) <= left:
                left -= len(text)
                texts[table.name] = text
                break
    told = [table for table in catalog.tables if table.name in texts]
    others = [table.name for table in ranked if table.name not in texts]
    return Outline(
        lines=(*(texts[table.name] for table in told), *_by_name(others, budget)),
        tables=tuple(table.name for table in told),
        columns=tuple(f"{table.name}.{column.name}" for table in told for column in table.columns),
    )


def said(term: Term, intent: str) -> bool:
    """Tell whether an intent says a term of the glossary or one of its synonyms."""
    words = intent.lower()
    return any(name.lower() in words for name in (term.name, *term.synonyms))


def _table(table: TableInfo, level: EgressLevel) -> Iterator[str]:
    key = f"key ({', '.join(map(told_name, table.key))})" if table.key else "no key"
    fresh = _fresh(table) if level in ("shapes", "values") else ""
    yield f"{told_table(table.name)}  {table.kind}, {table.rows} rows, {key}{fresh}"
    for column in table.columns:
        told = facts(column, table.rows, level)
        yield "  " + "  ".join([told_name(column.name), told_type(column.type), *told])


def _fresh(table: TableInfo) -> str:
    """Give up to when a table tells, by the latest of its times."""
    times = [(c.maximum, c.name) for c in table.with_role(Role.TIME) if c.maximum]
    if not times:
        return ""
    latest, name = max(times)
    return f", fresh to {printable(latest[:_DAY])} by {told_name(name)}"


def _by_name(names: Sequence[str], budget: int) -> Iterator[str]:
    """Name the tables there is no room for, the most relevant first, as far as there is room."""
    if not names:
        return
    left, told = int(budget * SHARE_OF_NAMES), []
    for name in names:
        left -= len(name) + 2
        if left < 0:
            break
        told.append(told_table(name))
    if len(told) < len(names):
        told.append(f"{len(names) - len(told)} more tables")
    yield f"There is no room for the columns of: {', '.join(told)}"


def _ranked(catalog: Catalog, glossary: Glossary, intent: str) -> list[TableInfo]:
    """Order the tables by how likely the intent needs them."""
    words = intent.lower()
    scores = {table.name: _alike(table, words) for table in catalog.tables}
    for term in (*glossary.terms, *glossary.metrics):
        if said(term, intent) and (about := _about(term, catalog)):
            scores[about] += MEANT
    wanted = {name for name, score in scores.items() if score >= MEANT}
    for relation in catalog.relationships:
        ends = {relation.table, relation.to_table}
        for name in sorted(ends - wanted if ends & wanted else ()):
            scores[name] = scores.get(name, 0.0) + NEAR
    return sorted(catalog.tables, key=lambda table: (-scores[table.name], table.name))


def _alike(table: TableInfo, words: str) -> float:
    """Give a table's likeness to the words: its name above all, its columns a little."""
    name = TableName.parse(table.name).name.replace("_", " ").lower()
    columns = " ".join(column.name for column in table.columns[:200]).replace("_", " ").lower()
    if len(name) < SHORT:
        named = name in words.split()
    else:
        named = bool(fuzz.partial_ratio(name, words, score_cutoff=ALIKE))
    return NAMED * named + fuzz.token_set_ratio(columns, words) / 4


def _about(term: Term, catalog: Catalog) -> str | None:
    found = catalog.table(term.table) if term.table else None
    return found.name if found else None
