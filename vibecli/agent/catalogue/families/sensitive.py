"""Which columns hold personal data, and which hold e-mails: told from the inferred roles."""

from collections.abc import Sequence

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.lexicon import ROLE_PHRASES
from vibecli.agent.catalogue.links import made_by_us
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.phrases import phrases, words
from vibecli.agent.catalogue.words import fold, stem
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.names import literal
from vibecli.steps.query import Query

_WHICH = phrases(
    """which|what|show|show me|list|list all|find|find all|tell me which|tell me|give me|identify
        |find out which|where are the|show all|determine which|name|name the|all|tag|mark|label
        |classify|flag|are there|are there any|do we have|check which|get|point out"""
)
_COLUMNS = phrases(
    """columns|column|fields|field|attributes|attribute|tables and columns|parts|columns or fields
        |of the columns|of the fields"""
)
_OF = ("of", "in", "from", "on", "across", "within", "for")
_ABOUT = ("about", "on", "for", *_OF)
_HOLD = phrases(
    """hold|holds|contain|contains|have|has|are|is|store|stores|keep|keeps|include|includes|count as
        |are considered|carry|show|with|that hold|that contain|that are|which hold|which contain
        |would be|are to be treated as|holding|containing|that have|must be treated as|belong to
        |have to be treated as|that store|fall under|is considered|counts as|could be|that is
        |might be|may contain|might contain|should be treated as|relate to|with|are likely"""
)
_PERSONAL = phrases(
    """personal data|personal information|personal|pii|personally identifiable information|private
        |sensitive data|sensitive|sensitive information|private data|private information|gdpr
        |gdpr relevant|gdpr relevant data|personally identifiable data|data about persons
        |personal details|data protection relevant|person related data|personal identifiers
        |gdpr data|confidential data|personenbezogen|personenbezogene daten|data on people
        |personally identifying information|information about people
        |personal or sensitive data|identifying data|identifying information"""
)
_ALONE = phrases(
    """where do we keep personal data|where do we store personal data|where is personal data
        |where is personal data stored|where is personal data kept|where is the personal data
        |where do we have personal data|find personal data|find the personal data|find pii|tag pii
        |find all personal data|show personal data|list the personal data|tag the personal data
        |tag personal data|mark personal data|mark the personal data|show me the personal data
        |what personal data do we have|what personal data is there|what personal data do we hold
        |which personal data do we have|which personal data do we hold|which personal data is there
        |what personal data do we keep|what personal data do we store|what personal data is stored
        |what pii do we have|what pii is|what personal data is|which personal data is
        |which personal data is stored|which personal data do we store|where is pii|is there any pii
        |is there personal data|is there any personal data|do we have personal data|do we have pii
        |do we hold personal data|what kind of personal data is
        |what kind of personal data do we have|what kind of personal data do we hold
        |what kinds of personal data are|is any personal data
        |what kind of personal data is there|which pii is|which pii do we have|list pii|show pii
        |find the pii|list all pii|find all pii|list all personal data|show all personal data"""
)
_CLASSIFY = phrases(
    """tag|tag the columns of|classify|classify the columns of|classify the fields of|label
        |label the columns of|tag the fields of|tag all columns of|mark the columns of
        |assign roles to|assign roles to the columns of|what role has each column of
        |what do the columns of|what kind of data is in each column of|tag every column of
        |what kind of data is in the columns of|what does each column of|give me the roles of
        |show the roles of|show me the roles of the columns of|which roles do the columns of
        |tag each column of|tag the columns in|classify the columns in|tag columns of"""
)
_CLASSIFIED = phrases(
    """by role|by meaning|with its role|with their roles|have|mean|by sensitivity|hold|by kind
        |as personal or not|as personal or not personal|by whether they are personal"""
)
# What the answer tells anyway: any words of these may follow, and the words of roles.
_TELLS = words("""
        what kind kinds type types sort sorts is it are they of data personal which ones one and or
        not do does with their the its per table in name tell say me such as like e g for example
        including exactly role roles column columns by a an sensitive other each
        """)
_STORED = phrases(
    """where are|where we keep|where we store|where do we keep|where do we store|where is
        |in which columns are|in which columns do we have|in which columns do we keep
        |in which columns are there|where do we have|in which column is|in which tables are
        |in which tables do we keep|in which tables do we have|in which fields do we keep
        |in which fields are|where can i find|where do i find|in which columns is"""
)
_STORED_ENDS = ("stored", "kept", "saved", "held", "recorded", "in the database")


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that asks for personal columns, or for columns of a role."""
    return cursor.whole((_which, _alone, _classified, _asked, _where))


def _which(cursor: Cursor) -> Draft | None:
    """Read `which columns of the leads hold personal data, and what kind is it: e-mail, phone`."""
    cursor.take(*_WHICH)
    early = cursor.take(*_PERSONAL)
    if not cursor.take(*_COLUMNS):
        return None
    table = _of_table(cursor)
    if not early:
        cursor.take(*_HOLD)
        if not cursor.take(*_PERSONAL):
            return None
    table = table or _of_table(cursor)
    return _tags(cursor, table)


@reads
def _of_table(cursor: Cursor) -> TableInfo | None:
    """Read `of the leads`, `in our leads list`."""
    cursor.take("are there", "do we have", "there are", "are", "is", "we have")
    return cursor.table() if cursor.take(*_ABOUT) else None


def _alone(cursor: Cursor) -> Draft | None:
    """Read `where do we keep personal data`, of one table or of all."""
    return _tags(cursor, _of_table(cursor)) if cursor.take(*_ALONE) else None


def _classified(cursor: Cursor) -> Draft | None:
    """Read `tag the columns of customers`."""
    table = cursor.table() if cursor.take(*_CLASSIFY) else None
    if table is None:
        return None
    cursor.take("columns", "fields", "table")
    cursor.take(*_CLASSIFIED)
    return _tags(cursor, table)


def _asked(cursor: Cursor) -> Draft | None:
    """Read `does the card table contain personal data`."""
    table = cursor.table() if cursor.take("does", "do", "is there in") else None
    held = table and cursor.take("contain", "hold", "have", "include", "store", "keep")
    cursor.take("any")
    return _tags(cursor, table) if held and cursor.take(*_PERSONAL) else None


def _where(cursor: Cursor) -> Draft | None:
    """Read `where are e-mail addresses stored`: the columns of a role in every table."""
    cursor.take("show me", "tell me", "show", "find out")
    roles = roles_said(cursor) if cursor.take(*_STORED) else ()
    while roles and (more := cursor.first((_more_roles,))):
        roles = (*roles, *more)
    if not roles:
        return None
    cursor.take(*_STORED_ENDS)
    return held(cursor, (), roles)


def held(cursor: Cursor, tables: Sequence[TableInfo], roles: Sequence[Role]) -> Draft | None:
    """Give the columns that hold such values, in these tables or in all."""
    own = tables or [t for t in cursor.world.catalog.tables if not made_by_us(t)]
    listed = [(t, c) for t in own for c in t.columns if c.role in roles]
    if not listed:
        return None
    kinds = " and ".join(role.value.replace("_", " ") for role in roles)
    where = f" in {' and '.join(t.name for t in tables)}" if tables else ""
    cursor.assume("what a column holds is told from its name and its values", "sample")
    return _listed(listed, f"list the columns that hold {kinds}{where}")


def roles_said(cursor: Cursor) -> tuple[Role, ...]:
    """Move past the words for what a column of people holds: phone numbers, birthdays."""
    cursor.skip()
    for length in range(min(3, len(cursor.rest)), 0, -1):
        said = " ".join(word.stem for word in cursor.rest[:length])
        if said in _STEMMED:
            cursor.move(length)
            return _STEMMED[said]
    return ()


def _more_roles(cursor: Cursor) -> tuple[Role, ...]:
    return roles_said(cursor) if cursor.take("and", ",", "or") else ()


def _tags(cursor: Cursor, table: TableInfo | None) -> Draft:
    _told_anyway(cursor)
    return tags(cursor, [table] if table else [])


def tags(cursor: Cursor, tables: Sequence[TableInfo]) -> Draft:
    """Give the columns of these tables, or of all: what they mean, and whether personal."""
    own = [t for t in cursor.world.catalog.tables if not made_by_us(t)]
    listed = [(t, c) for t in tables or own for c in t.columns]
    where = " and ".join(t.name for t in tables) or "every table"
    cursor.assume("what is personal is told from the names and values of the columns", "sample")
    return _listed(listed, f"list the columns of {where}: what they mean, and whether personal")


def _told_anyway(cursor: Cursor) -> None:
    """Move past what the answer tells anyway, and kinds given as examples."""
    while cursor.rest:
        word = cursor.rest[0]
        if word.kind == "comma" or (word.form in _TELLS and word.kind == "word"):
            cursor.move(1)
        elif not roles_said(cursor):
            return


def _listed(listed: Sequence[tuple[TableInfo, ColumnInfo]], said: str) -> Draft:
    """Give the answer: one row a column, personal ones first."""
    rows = [
        f"({n}, {literal(t.name)}, {literal(c.name)}, {literal(c.type)}, {_role(c)},"
        f" {str(c.personal).upper()})"
        for n, (t, c) in enumerate(listed, start=1)
    ]
    columns = '"no", "table", "column", "type", "role", "personal"'
    select = (
        f'SELECT "table", "column", "type", "role", "personal" FROM (VALUES {", ".join(rows)})'
        f' AS listed({columns}) ORDER BY "personal" DESC, "no"'
    )
    return Draft("Personal data", said, (Query(id="s1", why=said, select=select),))


def _role(column: ColumnInfo) -> str:
    return literal(column.role.value) if column.role else "CAST(NULL AS VARCHAR)"


_STEMMED = {
    " ".join(stem(fold(word)) for word in phrase.split()): roles
    for phrase, roles in ROLE_PHRASES.items()
    if set(roles) & {Role.EMAIL, Role.PHONE, Role.BIRTH_DATE, Role.STREET, Role.FULL_NAME}
    or set(roles) <= {Role.GIVEN_NAME, Role.FAMILY_NAME, Role.CITY, Role.POSTCODE}
}
