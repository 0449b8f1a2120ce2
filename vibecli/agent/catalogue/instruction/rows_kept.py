"""Instructions that keep one row of each group: for each campaign and customer the earliest."""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.keeping import Kept, kept
from vibecli.agent.catalogue.families.repeats import Alike, all_but_one, compared
from vibecli.agent.catalogue.instruction.construction import Fit, phrase_at, within
from vibecli.agent.catalogue.instruction.targets import Targets, listed
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.words import Words, read_words
from vibecli.data.catalog import ColumnInfo, TableInfo

_LONGEST = 3  # words of the noun of a row


def kept_of_each(targets: Targets, fit: Fit) -> Draft | None:
    """Read `keep for each campaign and customer only the earliest contact`."""
    named = targets.table(fit["TABLE"]) if "TABLE" in fit else targets.at_hand
    if "TABLE" in fit and named is None:
        return None
    for at, table in _nouns(targets, fit["ONE"], named):
        columns = _columns(targets, table, fit["EACH"])
        keep = _kept(targets, table, fit["ONE"], at) if columns else None
        if keep and "TIE" in fit:
            keep = _then(keep, _kept(targets, table, fit["TIE"], (0, 0)))
        if keep:
            return all_but_one(targets.cursor, Alike(Rows(table), columns), keep)
    return None


def _nouns(
    targets: Targets, said: Words, named: TableInfo | None
) -> list[tuple[tuple[int, int], TableInfo]]:
    """Give where the noun of a table stands in the words for the row kept, and the table."""
    words = said.words
    found = []
    for at in range(len(words)):
        for end in range(min(at + _LONGEST, len(words)), at, -1):
            table = targets.table(within(said, words[at:end]))
            if table and words[at].kind == "word" and named in (None, table):
                found.append(((at, end), table))
    return found or ([((0, 0), named)] if named else [])


def _then(keep: Kept, tie: Kept | None) -> Kept | None:
    """Give the row kept, where several are alike in that too."""
    return Kept(f"{keep.order}, {tie.order}", f"{keep.said}, then {tie.said}") if tie else None


def _kept(targets: Targets, table: TableInfo, said: Words, noun: tuple[int, int]) -> Kept | None:
    """Give which row is kept: earliest contact, lead with the lowest id."""
    at, end = noun
    front, back = said.raw(0, at), said.raw(end, len(said.words))
    cursor = Cursor(read_words(f"keep {front} {'one ' if end else ''}{back}"), targets.world)
    found = kept(cursor, table)
    if found is None or not cursor.at_end():
        return None
    targets.cursor.notes.extend(cursor.notes)
    return found


def _columns(targets: Targets, table: TableInfo, said: Words) -> tuple[ColumnInfo, ...]:
    """Give the columns of a table that tell its groups: its own, or those that refer to another."""
    found: list[ColumnInfo] = []
    for part in listed(said):
        if phrase_at(part, "any-case"):
            continue
        cursor = Cursor(part, targets.world)
        columns = compared(cursor, table)
        one = columns[0] if len(columns) == 1 and cursor.at_end() else None
        one = one or targets.one_column(table, part)
        if one is None or one.name in table.key:
            return ()
        found.append(one)
    return tuple(dict.fromkeys(found))


_FORMS = (
    "{keep-rows} {per-each} EACH {only-the} ONE",
    "{keep-rows} {in} TABLE {per-each} EACH {only-the} ONE",
    "{keep-rows} [only-the] ONE {per-each} EACH",
    "{keep-rows} [only-the] ONE {per-each} EACH {in} TABLE",
    "{per-each} EACH {keep-rows} [only-the] ONE",
    "{per-each} EACH {only-the} ONE {stays-only}",
    "{only-the} ONE {per-each} EACH {stays-only}",
)
CONSTRUCTIONS = tuple(
    (f"{form}{tie} [rest-goes]", kept_of_each) for form in _FORMS for tie in ("", " {if-tie} TIE")
)
