"""Instructions about rows: removed, set to a value, marked, handed over, raised by an amount."""

from collections.abc import Iterator

from vibecli.agent.catalogue.fields import Fields
from vibecli.agent.catalogue.instruction.asides import is_aside
from vibecli.agent.catalogue.instruction.construction import Fit, phrase_at, within
from vibecli.agent.catalogue.instruction.phone_form import numbered
from vibecli.agent.catalogue.instruction.targets import Targets
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.predicates import family, number_text, one_of, typed_literal
from vibecli.agent.catalogue.row_steps import not_by_name, removal, update
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.typed_form import names_form, typed_form
from vibecli.agent.catalogue.values import flag
from vibecli.agent.catalogue.words import Word, Words
from vibecli.engine.names import quote

_JUDGED = words("junk bogus rubbish silly stupid nonsense worthless fake useless spam")
_NAMED_EXACTLY = ("address", "quoted")


def removed(targets: Targets, fit: Fit) -> Draft | None:
    """Read `throw out the closed accounts`, `the test leads must go`."""
    found = targets.rows(fit["ROWS"]) or _judged(targets, fit["ROWS"])
    if found is None:
        return None
    not_by_name(found, fit["ROWS"].words)
    return removal(found)


def removed_from(targets: Targets, fit: Fit) -> Draft | None:
    """Read `kick the leads without a mail out of the leads table`."""
    found, table = targets.rows(fit["ROWS"]), targets.table(fit["TABLE"])
    return removed(targets, fit) if found and table and found.table.name == table.name else None


def removed_in(targets: Targets, fit: Fit) -> Draft | None:
    """Read `in the leads, delete everything with status X`."""
    table = targets.table(fit["SCOPE"])
    found = targets.conditions(table, fit["COND"]) if table else ()
    return removal(Rows(table, found)) if table and found else None


def _judged(targets: Targets, said: Words) -> Rows | None:
    """Read `the junk leads with a@a.com as mail`: what is junk is told by a value named exactly."""
    kept = [w for w in said.words if w.form not in _JUDGED]
    exact = any(w.kind in _NAMED_EXACTLY for w in said.words)
    return targets.rows(within(said, kept)) if exact and 0 < len(kept) < len(said.words) else None


def valued(targets: Targets, fit: Fit) -> Draft | None:
    """Read `set the tier of card 7 to gold`, `... to gold for members with over 900 points`."""
    found = _field(targets, fit)
    if found is None:
        return None
    column = found.columns[0]
    if phrase_at(fit["VALUE"], "null"):
        return update(targets.cursor, found.rows, column, f"CAST(NULL AS {column.type})")
    if names_form(column, fit["VALUE"]):
        return numbered(targets, found, typed_form(fit["VALUE"]))
    value = targets.literal(found.table, column, fit["VALUE"])
    return update(targets.cursor, found.rows, column, value) if value else None


def valued_topic(targets: Targets, fit: Fit) -> Draft | None:
    """Read `user 571 left, set his status to D`: one row, picked out by its key."""
    found = _topic(targets, fit["TOPIC"])
    field = targets.fields(fit["FIELD"], found.table) if found else None
    if found is None or field is None or len(field.columns) != 1:
        return None
    value = targets.literal(found.table, field.columns[0], fit["VALUE"])
    return update(targets.cursor, found, field.columns[0], value) if value else None


def stated(targets: Targets, fit: Fit) -> Draft | None:
    """Read `the tier of card 7 should be gold`: of rows picked out, never of a whole table."""
    found = _field(targets.afresh(), fit)
    return valued(targets, fit) if found and found.rows.predicates else None


def emptied(targets: Targets, fit: Fit) -> Draft | None:
    """Read `blank out the phone of closed customers`."""
    found = _field(targets, fit)
    if found is None or not found.rows.predicates:
        return None
    column = found.columns[0]
    return update(targets.cursor, found.rows, column, f"CAST(NULL AS {column.type})")


def _field(targets: Targets, fit: Fit) -> Fields | None:
    """Give the one column of the rows told with it, before it or after it."""
    rows = targets.rows(fit["ROWS"]) if "ROWS" in fit else None
    if "ROWS" in fit and rows is None:
        return None
    found = targets.fields(fit["FIELD"], rows.table if rows else None)
    if found is None or len(found.columns) != 1:
        return None
    told = found.rows if rows is None else found.rows.plus(rows.predicates)
    if "COND" not in fit:
        return Fields(told, found.columns)
    conditions = targets.conditions(told.table, fit["COND"])
    return Fields(told.plus(conditions), found.columns) if conditions else None


def marked(targets: Targets, fit: Fit) -> Draft | None:
    """Read `mark branch 17 as closed`: the one column that can be in this state."""
    found = targets.rows(fit["ROWS"])
    return _in_state(targets, found, fit["VALUE"]) if found and found.predicates else None


def marked_topic(targets: Targets, fit: Fit) -> Draft | None:
    """Read `branch 17 has shut down, mark it as closed`: one row, picked out by its key."""
    found = _topic(targets, fit["TOPIC"])
    return _in_state(targets, found, fit["VALUE"]) if found else None


def _topic(targets: Targets, said: Words) -> Rows | None:
    """Give the one row a clause is about."""
    for at in range(len(said.words), 0, -1):
        rest = said.words[at:]
        if not rest or is_aside(targets, rest, stated=True):
            found = targets.rows(within(said, said.words[:at]))
            if found and _by_key(found):
                return found
    return None


def _by_key(found: Rows) -> bool:
    return len(found.predicates) == 1 and any(
        found.predicates[0].sql.startswith(f"{quote(key)} =") for key in found.table.key
    )


def _in_state(targets: Targets, found: Rows, said: Words) -> Draft | None:
    ways = dict(_states(targets, found, said))
    if len(ways) != 1:
        return None
    (name, value), column = next(iter(ways.items())), None
    column = found.table.column(name)
    return update(targets.cursor, found, column, value) if column else None


def _states(targets: Targets, found: Rows, said: Words) -> Iterator[tuple[str, str]]:
    """Give the columns that can hold a state, with the value that says it."""
    texts = targets.values(said)
    if len(texts) != 1 or not said.words:
        return
    flagged = flag(found.table, said.words[-1].form)
    if flagged and family(flagged[0]) == "flag":
        yield flagged[0].name, "TRUE" if flagged[1] else "FALSE"
    for column in found.table.columns:
        stored = targets.stored(column, texts[0])
        value = typed_literal(column, stored[0]) if len(stored) == 1 else None
        if value:
            yield column.name, value
    for fact in targets.facts.states(found.table, said.words):
        if family(fact.column) == "flag":
            yield fact.column.name, "TRUE" if fact.predicate.sql.endswith("TRUE") else "FALSE"


def handed_over(targets: Targets, fit: Fit) -> Draft | None:
    """Read `bot is leaving, give all its open tickets to anna`: both are values of one column."""
    found = targets.rows(fit["ROWS"])
    texts = targets.values(fit["VALUE"])
    if found is None or len(texts) != 1:
        return None
    columns = [c for c in found.table.columns if len(targets.stored(c, texts[0])) == 1]
    if "OWNER" in fit:
        owners = targets.values(fit["OWNER"])
        columns = [c for c in columns if len(owners) == 1 and targets.stored(c, owners[0])]
    column = columns[0] if len(columns) == 1 else None
    value = typed_literal(column, targets.stored(column, texts[0])[0]) if column else None
    if column is None or value is None:
        return None
    if "OWNER" in fit:
        held = one_of(column, targets.stored(column, targets.values(fit["OWNER"])[0]))
        found = found.plus([held] if held else [])
    return update(targets.cursor, found, column, value) if found.predicates else None


def granted(targets: Targets, fit: Fit) -> Draft | None:
    """Read `gold members should get a limit of 750`, `give gold members a limit of 750`."""
    if not any(targets.columns(t, fit["FIELD"])[0] for t in targets.names.tables):
        return None
    return valued(targets, fit)


def granted_anew(targets: Targets, fit: Fit) -> Draft | None:
    """Read `accounts with a limit of 500 should get 750`: of the one number they are told by."""
    found = targets.rows(fit["ROWS"])
    columns = [
        c
        for c in (found.table.columns if found else ())
        if family(c) == "number" and found and any(quote(c.name) in p.sql for p in found.predicates)
    ]
    numbers = [w for w in fit["VALUE"].words if w.kind == "number"]
    if found is None or len(columns) != 1 or len(numbers) != 1 or len(fit["VALUE"].words) > 1:
        return None
    value = typed_literal(columns[0], numbers[0].text)
    return update(targets.cursor, found, columns[0], value) if value else None


def raised(targets: Targets, fit: Fit) -> Draft | None:
    """Read `raise the amount of active subscriptions by 5 percent`."""
    return _shifted(targets, fit, "+")


def raised_plus(targets: Targets, fit: Fit) -> Draft | None:
    """Read `list price +5% for Fellside products`: the sign is what makes it a raise."""
    signed = fit["AMOUNT"].words[0].text.startswith("+")
    return _shifted(targets, fit, "+") if signed else None


def lowered(targets: Targets, fit: Fit) -> Draft | None:
    """Read `cut the list price of Fellside articles by 10`."""
    return _shifted(targets, fit, "-")


def _shifted(targets: Targets, fit: Fit, sign: str) -> Draft | None:
    amount = _amount(fit["AMOUNT"].words)
    found = _field(targets, fit) if amount else None
    if amount is None or found is None or family(found.columns[0]) != "number":
        return None
    column = found.columns[0]
    name = quote(column.name)
    value = f"CAST({name} {sign} {amount(name)} AS {column.type})"
    return update(targets.cursor, found.rows, column, value)


def more(targets: Targets, fit: Fit) -> Draft | None:
    """Read `add 100 points to the gold cards`: the unit is the column."""
    found, words = targets.rows(fit["ROWS"]), fit["AMOUNT"].words
    if found is None or len(words) < 2 or words[0].kind != "number":  # noqa: PLR2004
        return None
    column = targets.one_column(found.table, within(fit["AMOUNT"], words[1:]))
    amount = _amount(words[:1])
    if column is None or amount is None or family(column) != "number":
        return None
    name = quote(column.name)
    return update(targets.cursor, found, column, f"CAST({name} + {amount(name)} AS {column.type})")


class _Amount:
    """What is added: a number, or a share of what is there."""

    def __init__(self, number: float, *, share: bool) -> None:
        self._number, self._share = number, share

    def __call__(self, name: str) -> str:
        text = number_text(self._number)
        return f"{name} * {text}" if self._share else text


def _amount(said: tuple[Word, ...]) -> _Amount | None:
    """Read `5 percent`, `5%`, `10 euros`."""
    number = said[0].number if said and said[0].kind == "number" else None
    if number is None or number <= 0:
        return None
    rest = [w.form for w in said[1:]]
    if said[0].text.endswith("%"):
        return None if rest else _Amount(number, share=True)
    if rest in (["percent"], ["per", "cent"], ["%"], ["pc"]):
        return _Amount(number / 100, share=True)
    plain = not rest or rest in (["points"], ["euros"], ["euro"], ["eur"], ["cents"])
    return _Amount(number, share=False) if plain else None


def _for(field: str) -> tuple[str, ...]:
    """Give the places where the rows of a field may be told."""
    return (field, f"{field} {{for}} ROWS", f"{field} {{if}} COND", f"{{for}} ROWS {field}")


CONSTRUCTIONS = (
    ("{remove} ROWS", removed),
    ("ROWS {be} {removed}", removed),
    ("ROWS {must-go}", removed),
    ("{i-want} ROWS {gone}", removed),
    ("{there-are} ROWS {remove} {them}", removed),
    ("ROWS {remove} {them}", removed),
    ("{throw} ROWS {out}", removed),
    ("{throw} ROWS {out-of} TABLE", removed_from),
    ("ROWS {gone}", removed),
    ("TOPIC {set} FIELD {to} VALUE", valued_topic),
    ("FIELD {is-wrong} {set} {them} {to} VALUE", stated),
    ("{add} AMOUNT {on-top} ROWS", more),
    ("{give} ROWS AMOUNT {more}", more),
    ("{give} ROWS {more} AMOUNT", more),
    ("ROWS {should-get} AMOUNT {more}", more),
    ("ROWS {not-needed} {remove} {them}", removed),
    ("{in} SCOPE {remove} {them} COND", removed_in),
    ("{remove} COND [rows-noun] {from} SCOPE", removed_in),
    ("{throw} COND [rows-noun] {out-of} SCOPE", removed_in),
    ("{remove} {from} SCOPE {them} COND", removed_in),
    *((p, valued) for p in _for("{set} FIELD {to} VALUE")),
    ("FIELD {should-be} VALUE", stated),
    ("FIELD {should-be} VALUE {for} ROWS", stated),
    ("FIELD {should-be} VALUE {if} COND", stated),
    ("{for} ROWS FIELD {should-be} VALUE", stated),
    *((p, emptied) for p in _for("{blank} FIELD")),
    ("{mark} ROWS {as} VALUE", marked),
    ("ROWS {should-be} VALUE", marked),
    ("ROWS {be-marked} VALUE", marked),
    ("TOPIC {mark} {them} {as} VALUE", marked_topic),
    ("OWNER {leaves} {give} ROWS {over-to} VALUE", handed_over),
    ("{give} ROWS {over-to} VALUE", handed_over),
    ("{give} ROWS FIELD {of} VALUE", granted),
    ("ROWS {should-get} FIELD {of} VALUE", granted),
    ("ROWS {should-get} VALUE", granted_anew),
    *((p, raised) for p in _for("{raise} FIELD {by} AMOUNT [rounded]")),
    ("FIELD AMOUNT {for} ROWS [rounded]", raised_plus),
    ("FIELD {goes-up} {by} AMOUNT [rounded]", raised),
    ("{add} AMOUNT {on-top} FIELD [rounded]", raised),
    *((p, lowered) for p in _for("{lower} FIELD {by} AMOUNT [rounded]")),
    ("FIELD {goes-down} {by} AMOUNT [rounded]", lowered),
    ("{take-off} AMOUNT {off} FIELD [rounded]", lowered),
)
