"""The tables as a model is told of them: those the words concern in full, the others in short.

Owns the choice of what is left out, and always says that it was: the name of every column stays for
as long as there is room. Same catalog and intent give the same text.
"""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from vibecli.agent.disclosure import (
    facts,
    printable,
    short_facts,
    told_name,
    told_table,
    told_type,
)
from vibecli.agent.said import Said
from vibecli.data.catalog import Catalog, Role, TableInfo
from vibecli.engine.names import TableName
from vibecli.model import Model
from vibecli.plan.glossary import Glossary, Term
from vibecli.policybook import EgressLevel

NAMED = 100.0  # for a table whose name the intent says or means
MEANT = 60.0  # for a table a glossary term or a found value of the intent is about
NEAR = 30.0  # for a table related to one of those
ALIKE = 85  # of 100: a word of the intent is this near to a table's name
SHORT = 4  # a shorter name must be a word of its own
_DAY = 10  # letters of an ISO date
LAST_DAY = "9999-12-31"
SHARE_OF_NAMES = 0.1  # of the budget, for tables told by name only


class Outline(Model):
    """The text lines of the tables, and the tables and columns they tell about."""

    lines: tuple[str, ...]
    tables: tuple[str, ...]
    concerned: frozenset[str]  # those the words are about; all where they are about none
    columns: tuple[str, ...]


def outline(  # noqa: PLR0913 - each decides what is told
    catalog: Catalog,
    glossary: Glossary,
    intent: str,
    *,
    level: EgressLevel,
    budget: int,
    found: Sequence[str] = (),
    today: str = LAST_DAY,
) -> Outline:
    """Give the tables in catalog order; by relevance each in full, in short, or by name only.

    Where the words concern no table that can be told, all are told in full.

    Args:
        catalog: every table there is.
        glossary: the words of the project.
        intent: what the person wants.
        level: how much may be told.
        budget: how many characters there is room for.
        found: tables that hold a value the intent says.
        today: the day of the asking; what lies after it does not tell how fresh a table is.
    """
    scores = _scores(catalog, glossary, intent, found)
    ranked = sorted(catalog.tables, key=lambda table: (-scores[table.name], table.name))
    concerned = {name for name, score in scores.items() if score >= MEANT} or set(scores)
    texts: dict[str, str] = {}
    left = int(budget * (1 - SHARE_OF_NAMES))
    for table in ranked:
        forms = (_in_full, _in_short) if table.name in concerned else (_in_short,)
        for form in forms:
            text = "\n".join(form(table, level, today))
            if len(text) <= left:
                left -= len(text)
                texts[table.name] = text
                break
    told = [table for table in catalog.tables if table.name in texts]
    others = [table.name for table in ranked if table.name not in texts]
    return Outline(
        lines=(*(texts[table.name] for table in told), *_by_name(others, budget)),
        tables=tuple(table.name for table in told),
        concerned=frozenset(concerned),
        columns=tuple(f"{table.name}.{column.name}" for table in told for column in table.columns),
    )


def says_term(term: Term, intent: str) -> bool:
    """Tell whether an intent says a term of the glossary or one of its synonyms."""
    words = intent.lower()
    return any(name.lower() in words for name in (term.name, *term.synonyms))


def _in_full(table: TableInfo, level: EgressLevel, today: str) -> Iterator[str]:
    yield _head(table, level, today)
    for column in table.columns:
        told = ", ".join(fact for fact in facts(column, table.rows, level) if fact)
        yield f"  {told_name(column.name)} {told}".rstrip()


def _in_short(table: TableInfo, level: EgressLevel, today: str) -> Iterator[str]:
    """Give the columns by type, with what SQL needs to know of them."""
    yield _head(table, level, today)
    by_type: dict[str, list[str]] = {}
    for column in table.columns:
        told = short_facts(column, table.rows, level)
        name = told_name(column.name) + (f" ({told})" if told else "")
        by_type.setdefault(told_type(column.type), []).append(name)
    yield "  " + "; ".join(f"{kind}: {', '.join(names)}" for kind, names in by_type.items())


def _head(table: TableInfo, level: EgressLevel, today: str) -> str:
    kind = ("read only, " if table.read_only else "") + ("view, " if table.kind == "view" else "")
    key = f"key {', '.join(map(told_name, table.key))}" if table.key else "no key"
    fresh = _fresh(table, today) if level in ("shapes", "values") else ""
    return f"{told_table(table.name)}: {kind}{table.rows} rows, {key}{fresh}"


def _fresh(table: TableInfo, today: str) -> str:
    """Give up to when a table tells, by the latest of its times that is not to come."""
    times = [(c.maximum, c.name) for c in table.with_role(Role.TIME) if c.maximum]
    if not times:
        return ""
    latest, name = max([time for time in times if time[0][:_DAY] <= today] or times)
    return f", to {printable(latest[:_DAY])} ({told_name(name)})"


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


def _scores(
    catalog: Catalog, glossary: Glossary, intent: str, found: Sequence[str]
) -> dict[str, float]:
    """Give for each table how likely the intent needs it."""
    words, said = intent.lower(), Said([intent])
    scores = {table.name: _alike(table, words, said) for table in catalog.tables}
    terms = (*glossary.terms, *glossary.metrics)
    about = [_about(term, catalog) for term in terms if says_term(term, intent)]
    for name in (*about, *dict.fromkeys(found)):
        if name in scores:
            scores[name] += MEANT
    wanted = {name for name, score in scores.items() if score >= MEANT}
    for relation in catalog.relationships:
        ends = {relation.table, relation.to_table}
        for name in sorted(ends - wanted if ends & wanted else ()):
            scores[name] = min(scores.get(name, 0.0) + NEAR, MEANT - 1)
    return scores


def _alike(table: TableInfo, words: str, said: Said) -> float:
    """Give a table's likeness to the words: its name above all, its columns a little."""
    bare = TableName.parse(table.name).name
    name = bare.replace("_", " ").lower()
    columns = " ".join(column.name for column in table.columns[:200]).replace("_", " ").lower()
    if len(name) < SHORT:
        named = name in words.split()
    else:
        named = bool(fuzz.partial_ratio(name, words, score_cutoff=ALIKE))
    named = named or said.touches(bare)
    return NAMED * named + fuzz.token_set_ratio(columns, words) / 4


def _about(term: Term, catalog: Catalog) -> str | None:
    found = catalog.table(term.table) if term.table else None
    return found.name if found else None
