"""From words to the tables and columns of this database: names first, then synonyms, then roles.

Owns scoring. It never picks one of several that score alike: it gives them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vibecli.agent.catalogue.lexicon import (
    COLUMN_HEADS,
    FUNCTION_WORDS,
    GENERIC_HEADS,
    GROUPS,
    KIND_HEADS,
    LOYALTY_WORDS,
    MONEY_PHRASES,
    PERSON_WORDS,
    ROLE_PHRASES,
    SOFT_HEADS,
)
from vibecli.agent.catalogue.nearness import EXACT, MARGIN, SAME, column_score, table_score
from vibecli.agent.catalogue.senses import qualifies, same
from vibecli.agent.catalogue.words import Word, name_tokens, stem
from vibecli.data.catalog import FEATURED, Catalog, ColumnInfo, Role, TableInfo
from vibecli.data.covering import writable
from vibecli.plan.glossary import Glossary

_IDENTITY = frozenset({"person_id", "source", "record_id", "probability"})
_PROVENANCE = frozenset({"profile_key", "column_name", "source", "record_id", "rule"})
_SCORES = frozenset({"score", "segment", "reason", "as_of", "model", "version"})
_MADE = (_IDENTITY, _PROVENANCE, _SCORES, FEATURED)
_LOOSE = frozenset({Role.AMOUNT, Role.TIME})
PERSON_ROLES = (
    Role.EMAIL,
    Role.PHONE,
    Role.FULL_NAME,
    Role.GIVEN_NAME,
    Role.FAMILY_NAME,
    Role.BIRTH_DATE,
)


@dataclass(frozen=True)
class TableHit:
    """Tables a phrase may mean; `exact` is False when synonyms or roles decided.

    `named` tells that the whole name was said, if in other words: Filialen are branches.
    """

    tables: tuple[TableInfo, ...]
    exact: bool
    basis: str = "schema"
    named: bool = False


@dataclass(frozen=True)
class ColumnHit:
    """Columns a phrase may mean; `together` when it means all of them (a name, an address)."""

    columns: tuple[ColumnInfo, ...]
    exact: bool
    together: bool = False


class Linker:
    """Finds tables and columns by the words people use for them."""

    def __init__(self, catalog: Catalog, glossary: Glossary) -> None:
        self.catalog = catalog
        self.synonyms = _synonyms(glossary)
        tokens = [token for t in catalog.tables for token in name_tokens(t.table.name)]
        self._soft = GENERIC_HEADS | {
            soft for soft in SOFT_HEADS if not any(soft == t or same(soft, t) for t in tokens)
        }
        self._people = _people(catalog)
        # Each rule of the grammar asks about the same words again.
        self._tables: dict[tuple[Word, ...], TableHit | None] = {}
        self._columns: dict[tuple[str, tuple[Word, ...], bool], ColumnHit | None] = {}

    def tables(self, words: Sequence[Word]) -> TableHit | None:
        """Give the tables a phrase may mean, best kind of evidence first."""
        asked = tuple(words)
        if asked not in self._tables:
            self._tables[asked] = self._linked_tables(asked)
        return self._tables[asked]

    def _linked_tables(self, words: Sequence[Word]) -> TableHit | None:
        quoted = self._quoted(words)
        if quoted is not None or _unlinkable(words):
            return quoted
        stems = [word.stem for word in words]
        named = self.synonyms.get(" ".join(stems))
        if named and (table := self.catalog.table(named)):
            return TableHit((table,), exact=True, basis="glossary")
        return self._by_name(words, stems) or self._by_role(stems) or self._qualified(words)

    def _qualified(self, words: Sequence[Word]) -> TableHit | None:
        """Read `support tickets` as tickets: the word before adds nothing to the noun."""
        if len(words) < 2 or not qualifies(words[0].stem, words[-1].stem):  # noqa: PLR2004
            return None
        return self.tables(words[1:])

    def is_before_noun(self, hit: TableHit, noun: Sequence[Word]) -> bool:
        """A part of a name before another table's noun is no table: web orders are orders."""
        other = None if hit.named or hit.exact else self.tables(noun)
        return other is not None and other.named and not set(other.tables) & set(hit.tables)

    def _quoted(self, words: Sequence[Word]) -> TableHit | None:
        if len(words) != 1 or words[0].kind != "quoted":
            return None
        text = words[0].text.lower()
        found = [t for t in self.catalog.tables if text in (t.name.lower(), t.table.name.lower())]
        return TableHit(tuple(found), exact=True) if found else None

    def _by_name(self, words: Sequence[Word], stems: list[str]) -> TableHit | None:
        scored = [
            (s, t) for t in self.catalog.tables if (s := self._table_score(tuple(stems), t)) > 0
        ]
        if not scored:
            return None
        best = max(score for score, _ in scored)
        near = tuple(t for score, t in scored if score > best - MARGIN)
        if len(near) > 1:
            near = _literal(words, near)
        return TableHit(near, exact=best >= EXACT, named=best >= SAME)

    def _table_score(self, stems: tuple[str, ...], table: TableInfo) -> float:
        score = table_score(stems, table.table.name, table.table.schema, self._soft)
        return score if score >= EXACT or not made_by_us(table) else 0.0

    def _by_role(self, stems: list[str]) -> TableHit | None:
        core = [s for s in stems if s not in GENERIC_HEADS] or stems
        concept = next((w for w in (PERSON_WORDS, LOYALTY_WORDS) if core and set(core) <= w), None)
        people = self.people()
        if concept is None or not people:
            return None
        if concept is LOYALTY_WORDS and len(people) < 2:  # noqa: PLR2004 - one table cannot be asked about
            return None
        return TableHit(people, exact=False, basis="guess")

    def people(self) -> tuple[TableInfo, ...]:
        """Give the source tables that hold people: a name and a way to reach them."""
        return self._people

    def columns(
        self, table: TableInfo, words: Sequence[Word], *, partial: bool = True
    ) -> ColumnHit | None:
        """Give the columns of a table a phrase may mean; `partial`: a part of the name will do."""
        asked = (table.name, tuple(words), partial)
        if asked not in self._columns:
            self._columns[asked] = self._linked_columns(table, asked[1], partial=partial)
        return self._columns[asked]

    def _linked_columns(
        self, table: TableInfo, words: Sequence[Word], *, partial: bool
    ) -> ColumnHit | None:
        spelled = _spelled_out(table, words)
        if spelled:
            return ColumnHit((spelled,), exact=True)
        stems = [word.stem for word in words]
        if "of" in stems[1:-1]:
            return _by_column_role(table, stems)
        return None if _unlinkable(words) else self._column_hit(table, words, partial=partial)

    def _column_hit(
        self, table: TableInfo, words: Sequence[Word], *, partial: bool
    ) -> ColumnHit | None:
        stems = [word.stem for word in words]
        named = _by_column_name(table, stems, EXACT)
        if named is None and len(stems) > 1:
            named = self._without_head(table, words, partial=partial)
        found = named or self._by_role_unless_named(table, stems) or _by_key(table, stems)
        if found is None and not self._is_table(words):
            found = _by_column_name(table, stems, SAME)
        if found or not partial or self._is_table(words):
            return found
        if len(stems) > 1 and stems[-1] == "name":  # city names are cities
            return self._column_hit(table, words[:-1], partial=False)
        return _by_column_name(table, stems)

    def _without_head(
        self, table: TableInfo, words: Sequence[Word], *, partial: bool
    ) -> ColumnHit | None:
        """Read `email column` and `event type` as the columns email and event."""
        if words[-1].stem in COLUMN_HEADS:
            return self.columns(table, words[:-1], partial=partial)
        if words[-1].stem in KIND_HEADS:
            hit = self.columns(table, words[:-1], partial=False)
            return hit if hit and hit.exact else None
        return None

    def _by_role_unless_named(self, table: TableInfo, stems: list[str]) -> ColumnHit | None:
        """A loose word such as amount is no role here when another table has it as a name."""
        roles = _STEMMED_ROLES.get(" ".join(stems), ())
        if set(roles) & _LOOSE and any(
            name_tokens(c.name) == tuple(stems) for t in self.catalog.tables for c in t.columns
        ):
            return None
        return _by_column_role(table, stems)

    def _is_table(self, words: Sequence[Word]) -> bool:
        """True when the words are a table's own name: customers is not short for customer_id."""
        hit = self.tables(words)
        return hit is not None and (hit.exact or hit.named)


def _people(catalog: Catalog) -> tuple[TableInfo, ...]:
    return tuple(
        table
        for table in catalog.tables
        if not made_by_us(table) and len({c.role for c in table.with_role(*PERSON_ROLES)}) > 1
    )


def _spelled_out(table: TableInfo, words: Sequence[Word]) -> ColumnInfo | None:
    """Give the column whose name is typed in quotes or word by word: joined on."""
    if len(words) == 1 and words[0].kind == "quoted":
        return table.column(words[0].text)
    if len(words) < 2 or words[0].form in FUNCTION_WORDS or words[-1].glue in ("_", "-"):  # noqa: PLR2004
        return None
    typed = tuple(word.stem for word in words)
    return next((c for c in table.columns if name_tokens(c.name) == typed), None)


def _by_column_name(table: TableInfo, stems: list[str], least: float = 1.0) -> ColumnHit | None:
    scored: list[tuple[float, ColumnInfo]] = []
    said, name = tuple(stems), table.table.name
    for column in table.columns:
        score = column_score(said, name, column.name)
        if score >= least:
            scored.append((score, column))
    if not scored:
        return None
    best = max(score for score, _ in scored)
    near = tuple(c for score, c in scored if score > best - MARGIN)
    return ColumnHit(near, exact=best >= EXACT)


def _by_column_role(table: TableInfo, stems: list[str]) -> ColumnHit | None:
    roles = _STEMMED_ROLES.get(" ".join(stems))
    if roles is None:
        return None
    columns = table.with_role(*roles)
    if roles in GROUPS:
        return ColumnHit(columns, exact=False, together=True) if columns else None
    if len(columns) > 1:
        exact = tuple(c for c in columns if name_tokens(c.name) == tuple(stems))
        columns = (
            exact or tuple(c for c in columns if set(stems) <= set(name_tokens(c.name))) or columns
        )
    if " ".join(stems) in MONEY_PHRASES:
        columns = tuple(c for c in columns if "INT" not in c.type.upper())
    return ColumnHit(columns, exact=False) if columns else None


def _by_key(table: TableInfo, stems: list[str]) -> ColumnHit | None:
    if stems not in (["id"], ["key"], ["identifier"], ["primary", "key"]) or len(table.key) != 1:
        return None
    column = table.column(table.key[0])
    return ColumnHit((column,), exact=False) if column else None


def roles_of(words: Sequence[Word]) -> tuple[Role, ...]:
    """Give the column roles a phrase names in any database, or nothing."""
    return _STEMMED_ROLES.get(" ".join(word.stem for word in words), ())


def made_by_us(table: TableInfo) -> bool:
    """True for what plans left behind: identities, provenance, features, scores, models."""
    names = {column.name.lower() for column in table.columns}
    return table.kept or any(names >= made for made in _MADE)


def own_tables(catalog: Catalog, protected: Sequence[str] = ()) -> list[TableInfo]:
    """Give the tables of the user's own that a plan may write, none that earlier plans left."""
    return [table for table in writable(catalog, protected) if not made_by_us(table)]


def _unlinkable(words: Sequence[Word]) -> bool:
    if not words or words[-1].glue in ("_", "-"):
        return True
    if any(word.kind not in ("word", "quoted", "number") for word in words):
        return True
    if words[0].kind == "number" or (len(words) > 1 and any(w.kind == "quoted" for w in words)):
        return True
    glued = any(word.glue in ("_", "-") for word in words)
    return not glued and any(word.form in FUNCTION_WORDS for word in words)


def _literal(words: Sequence[Word], tables: tuple[TableInfo, ...]) -> tuple[TableInfo, ...]:
    """Prefer the table typed exactly, such as crm.customers or plain customers in `main`."""
    typed = "".join(word.text + word.glue for word in words).lower()
    same = tuple(t for t in tables if typed == t.name.lower())
    return same or tables


def _synonyms(glossary: Glossary) -> dict[str, str]:
    """Give phrases that stand for a whole table: terms with a table and no SQL."""
    found: dict[str, str] = {}
    for term in glossary.terms:
        if term.table and not term.sql:
            for phrase in (term.name, *term.synonyms):
                found[" ".join(name_tokens(phrase))] = term.table
    return found


_STEMMED_ROLES = {
    " ".join(stem(word) for word in phrase.split()): roles for phrase, roles in ROLE_PHRASES.items()
}
