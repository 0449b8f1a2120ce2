"""What is there: the tables of the database, and a profile of one table column by column."""

from collections.abc import Sequence

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families import describe_words as words
from vibecli.agent.catalogue.fields import fields
from vibecli.agent.catalogue.links import made_by_us
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.phrases import phrases
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.data.mask import HIDDEN
from vibecli.engine.names import literal, quote
from vibecli.steps.query import Query

_VERBS = phrases(
    """profile|describe|summarise|summarize|explore|inspect|analyse|analyze|tell me about
        |give me an overview of|overview of|show the structure of|structure of
        |show the schema of|schema of|statistics for|statistics of|stats for|stats of|stats on
        |statistics on|summary of|show a summary of|data quality of|quality of
        |check the quality of|check data quality of|assess the quality of|what is in
        |what is inside|columns of|columns in|fields of|fields in|show columns of
        |show the columns of|show columns in|list columns of|list the columns of|list columns in
        |what columns are in|what fields are in|which columns are in|show me the structure of
        |give me a summary of|give me statistics on|give me stats on|what do we know about
        |what does|what columns does|which columns does|what fields does|how clean is
        |how complete is|how good is|get an overview of|overview for|show the profile of
        |show a profile of|profile of|do a profile of|create a profile of|data profile of
        |run a profile on|run a profile of|how is the quality of|show me the columns of
        |show me a profile of|show me an overview of|show an overview of|show stats for
        |show statistics for|null rates per column in|null rates per column of|null rates of
        |null rates in|null counts of|null counts in|null counts per column in|missing values in
        |null counts per column of|missing values per column in|missing values per column of
        |column statistics of|column statistics for|column stats for|null values per column in
        |nulls per column in|show null rates of|show null counts of|data types of|types of"""
)
_ENDS = ("look like", "contain", "have", "consist of", "hold", "look", "for me")
_TABLES = phrases(
    """what tables are there|which tables are there|list tables|show tables
        |what tables do we have|list tables|which tables do we have|what data do we have
        |what data is there|show me tables|list all tables|show all tables
        |what is in the database|what is in this database|describe the database
        |describe database|what tables exist|what tables do i have|which tables exist
        |what data do i have|tables|show the tables|list the tables|show me the tables
        |show me all tables|what can i query|overview of the database|profile the database"""
)


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that asks what is there."""
    return cursor.first((_overview, _profile))


def _profile(cursor: Cursor) -> Draft | None:
    return cursor.whole((_verb, _framed, _filled, _columns))


def _verb(cursor: Cursor) -> Draft | None:
    """Read `profile customers`, `what does customers look like`."""
    table = cursor.table() if cursor.take(*_VERBS) else None
    if table is None:
        return None
    cursor.take(*_ENDS)
    return _of(cursor, table, table.columns)


def _framed(cursor: Cursor) -> Draft | None:
    """Read `give me a quick overview of the customers, how full each column is`."""
    cursor.take(*words.LEAD)
    while cursor.take(*words.SIZE):
        pass
    table = cursor.table() if cursor.take(*words.NOUN) and cursor.take(*words.OF) else None
    return _of(cursor, table, table.columns) if table else None


def _filled(cursor: Cursor) -> Draft | None:
    """Read `how well are the columns of customers filled`, `how complete are the leads`."""
    if not cursor.take(*words.FILLED):
        return None
    cursor.take(*words.COLUMNS_OF)
    table = cursor.table()
    cursor.take(*words.FILLED_ENDS)
    return _of(cursor, table, table.columns) if table else None


def _columns(cursor: Cursor) -> Draft | None:
    """Read `how well filled is the phone number of the customers`, `profile the tier of cards`."""
    if not cursor.take(*words.FILLED, *_VERBS):
        return None
    cursor.take("column", "columns", "field", "fields")
    found = fields(cursor, many=True, conditions=False)
    if found is None or found.rows.predicates:
        return None
    cursor.take(*words.FILLED_ENDS)
    return _of(cursor, found.table, found.columns)


def profile(cursor: Cursor, table: TableInfo) -> Draft:
    """Give the profile of a whole table."""
    return _of(cursor, table, table.columns)


def _of(cursor: Cursor, table: TableInfo, columns: Sequence[ColumnInfo]) -> Draft:
    _told_anyway(cursor)
    names = "every column" if columns == table.columns else ", ".join(c.name for c in columns)
    said = f"profile {table.name}: {names}, how far filled, how many values"
    step = Query(id="s1", why=said, select=profile_select(table, columns))
    return Draft(f"Profile of {table.name}", said, (step,))


def _told_anyway(cursor: Cursor) -> None:
    """Move past what a profile tells anyway, unless more than that is asked."""
    rest = [word for word in cursor.rest if word.kind != "comma"]
    if all(word.form in words.TELLS and word.kind == "word" for word in rest):
        cursor.move(len(cursor.rest))


def _overview(cursor: Cursor) -> Draft | None:
    return overview(cursor) if cursor.take(*_TABLES) and cursor.at_end() else None


def overview(cursor: Cursor) -> Draft:
    """Give the tables of the database, each with its columns and rows counted."""
    tables = cursor.world.catalog.tables
    if not tables:
        raise Declined("the database has no tables yet")
    selects = [
        f'SELECT {literal(t.name)} AS "table", {len(t.columns)} AS "columns", '
        f'(SELECT count(*) FROM {t.table.sql}) AS "rows", {literal(_kind(t))} AS "kind"'
        for t in tables
    ]
    said = "list the tables of the database"
    step = Query(id="s1", why=said, select=f"{' UNION ALL '.join(selects)} ORDER BY 1")
    return Draft("Tables", said, (step,))


def _kind(table: TableInfo) -> str:
    return "made by vibecli" if made_by_us(table) else table.kind


def profile_select(table: TableInfo, columns: Sequence[ColumnInfo] = ()) -> str:
    """Give a SELECT with one row a column; personal columns show no values."""
    chosen = columns or table.columns
    parts = [_column(table, column, i) for i, column in enumerate(chosen, start=1)]
    return f"{' UNION ALL '.join(parts)} ORDER BY 1"


def _column(table: TableInfo, column: ColumnInfo, number: int) -> str:
    name = quote(column.name)
    shown = not column.personal and column.type.upper() not in ("BLOB", "BIT")
    hidden = literal(HIDDEN) if column.personal else "NULL"
    low, high = (f"CAST({f}({name}) AS VARCHAR)" if shown else hidden for f in ("min", "max"))
    role = literal(column.role.value) if column.role else "NULL"
    listed = (
        f'{number} AS "no"',
        f'{literal(column.name)} AS "column"',
        f'{literal(column.type)} AS "type"',
        f'{role} AS "role"',
        'count(*) AS "rows"',
        f'count({name}) AS "filled"',
        f'count(DISTINCT {name}) AS "distinct"',
        f'{low} AS "lowest"',
        f'{high} AS "highest"',
    )
    return f"SELECT {', '.join(listed)} FROM {table.table.sql}"
