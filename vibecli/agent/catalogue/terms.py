"""Glossary words in an intent: terms stand for predicates, metrics for expressions."""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.predicates import Predicate
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import TableInfo
from vibecli.engine.names import TableName
from vibecli.plan.glossary import Term


def term(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read a glossary term about this table."""
    for found in cursor.world.glossary.terms:
        if not found.sql or not _about(found, table):
            continue
        for phrase in (found.name, *found.synonyms):
            if take_phrase(cursor, phrase, table):
                cursor.assume(f"{found.name}: {found.meaning}", "glossary")
                return Predicate(f"({found.sql})", found.name)
    return None


def metric(cursor: Cursor) -> Term | None:
    """Read a glossary metric."""
    for found in cursor.world.glossary.metrics:
        for phrase in (found.name, *found.synonyms):
            if found.sql and found.table and take_phrase(cursor, phrase, None):
                cursor.assume(f"{found.name}: {found.meaning}", "glossary")
                return found
    return None


def take_phrase(cursor: Cursor, phrase: str, table: TableInfo | None) -> bool:
    """Move past a glossary phrase; the table's own noun at its end may be left unsaid or said."""
    wanted = name_tokens(phrase)
    cursor.skip()
    for tokens in (wanted, _without_noun(cursor, wanted, table)):
        stems = tuple(word.stem for word in cursor.rest[: len(tokens)])
        if tokens and stems == tokens:
            cursor.move(len(tokens))
            return True
    return False


def term_table(cursor: Cursor) -> tuple[TableInfo, Predicate] | None:
    """Read a glossary term that names its own table: active customers."""
    for found in cursor.world.glossary.terms:
        table = cursor.world.catalog.table(found.table) if found.table and found.sql else None
        if table is None:
            continue
        for phrase in (found.name, *found.synonyms):
            if take_phrase(cursor, phrase, None):
                cursor.assume(f"{found.name}: {found.meaning}", "glossary")
                return table, Predicate(f"({found.sql})", found.name)
    return None


def _without_noun(
    cursor: Cursor, tokens: tuple[str, ...], table: TableInfo | None
) -> tuple[str, ...]:
    from vibecli.agent.catalogue.words import read_words

    if table is None or len(tokens) < 2:  # noqa: PLR2004
        return ()
    hit = cursor.world.link.tables(read_words(tokens[-1]).words)
    return tokens[:-1] if hit and table in hit.tables else ()


def _about(found: Term, table: TableInfo) -> bool:
    if found.table is None:
        return True
    return TableName.parse(found.table).text.lower() == table.name.lower()
