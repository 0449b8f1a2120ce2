"""What a part of its own tells to be shown: the columns, the group and its number, a format.

Owns lists of columns as people add them to a question: just the title, start and end please; SKU
and the money; month as yyyy-mm.
"""

from collections.abc import Iterator
from dataclasses import replace

from vibecli.agent.catalogue.phrases import phrases, words
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.columns import column, listed
from vibecli.agent.catalogue.question.routes import routes
from vibecli.agent.catalogue.question.spec import Group, Path, Ref, Spec
from vibecli.agent.catalogue.question.state import Reader, State, States
from vibecli.agent.catalogue.words import Word
from vibecli.data.catalog import TableInfo

_LEADS = (
    *frames.ONLY,
    *frames.COLUMNS_WITH,
    *phrases(
        """i need|we need|i want|i want to see|i wish to see|show me|give me|give|just give me|list
    |cols|columns|columns are|fields|please only|please only their|please just
    |please only the|only their|just their|their|its|each with|each with its|in the list
    |with their|with its|i would like to see|i would like|i would like to have|please show
    |please show me|kindly show|kindly show the|please give me|please their
    |if yes please their|if yes|if so|and give me|i only need|i just need|show just|output
    |return|print|display|one line each with|please with|with only|with just|all i need is
    |all i need are|what i need is|what i need are|i am after|needed are|needed
    |shown should be|tell me|please tell me|and please|and show me|along with|i only want
    |i only want to see|only give me|only show me|only the|of them|for each|for each of them
    |one line per row with|one row each with|for each one|per row|for each the|of each
    |of each one"""
    ),
)
_TAILS = words(
    """please would be enough for me sufficient is are nothing else in one list next to each
    that all only thanks more no not will do should one row line per and the of them it its
    their just needed need i shown as columns each beside with to too also there here
    suffice fine ok okay interesting us we want there"""
)
_ADDING = words("with plus and including include along together add adding")
_ANY = words("any all both entire whole")
_NEVER_TAIL = words("no not")
_COUNTED = phrases(
    """how many|how many there are|the number of them|number of them|the numbers|numbers
    |the number|the count|count|counts|the counts|how many of them|how often|how many each|n
    |how many it is|how many times|the amount of them|the quantity|row count|number of rows
    |the figures|figures|how many it are|the totals|how many in each|how many it is each
    |how many are in each|how many per|how many are it there each|how many there
    |how many it are there|how many of each|cnt"""
)
_SUMMED = phrases(
    """the sum|sum|the sums|the total|total|the totals|the money|money|the amount|amount
    |the value|value|the values|revenue|the revenue|turnover|the turnover|the figure
    |the average|average|the result|the numbers|how much|the figures|figures|numbers
    |the number"""
)
_WITH = phrases(
    """with|and|plus|with the|and the|along with|together with|i need|show|show me|give me|just|only
    |tell me|please with|i want|i want to see"""
)
_AFTER_ITEM = words("and plus please per by for in as each only with next beside to")
_UNIT = phrases("month|day|year|months|the month|date|format")
_AS = phrases(
    """as|in|format|like|in the format|in the form|formatted as|written as|shown as|in format"""
)
_STYLES = {
    ("yyyy", "mm"): ("month", "%Y-%m"),
    ("yyyy", "mm", "dd"): ("day", "%Y-%m-%d"),
    ("yyyy",): ("year", "%Y"),
    ("mm", "yyyy"): ("month", "%m-%Y"),
    ("yyyymm",): ("month", "%Y%m"),
    ("yyyymmdd",): ("day", "%Y%m%d"),
}


def shown_columns(reader: Reader, state: State) -> States:
    """Read the columns of rows that are shown: KontoNr, Saldo, first and last name."""
    spec = state.spec
    if spec.measures or spec.distinct or (spec.groups and not spec.limit):
        return
    for start in _starts(reader, state.at, _LEADS):
        if start < len(reader.words) and reader.words[start].form in _ANY:
            continue  # any channel: none in particular
        for last, refs, cost, choices in listed(reader, spec.table, start):
            end = _past_figures(reader, spec, last)
            if _is_tail(reader.words[end:]):
                alone = {w.form for w in reader.words[:start]} & {"only", "just"}
                before = () if alone and not spec.only else spec.columns
                new = tuple(r for one in refs for r in _named_before(spec, one) if r not in before)
                only = not _adds(reader.words[state.at : start]) or (
                    len(new) > 1 and any(not r.path for r in new)
                )
                kept = before if only else spec.columns
                shown = replace(spec, columns=(*kept, *new), only=only or spec.only)
                reached = state.to(len(reader.words), cost, spec=shown)
                yield replace(reached, choices=(*state.choices, *choices))


def _past_figures(reader: Reader, spec: Spec, at: int) -> int:
    """Give the place after the figures beside each row: and the total."""
    while spec.figures:
        comma = at < len(reader.words) and reader.words[at].kind == "comma"
        more = reader.after(at + comma, ("and", "plus", "+")) or at + comma
        end = reader.after(more, (*_COUNTED, *_SUMMED)) if more > at else None
        if end is None:
            return at
        at = end
    return at


def _adds(lead: tuple[Word, ...]) -> bool:
    """True for words that add columns to the rows: with their last name, but with only."""
    forms = {w.form for w in lead}
    return bool(forms & _ADDING) and not forms & {"only", "just"}


def _named_before(spec: Spec, ref: Ref) -> tuple[Ref, ...]:
    """Give the names that stand for a reference: with the name of the company; number, company."""
    names = [
        r
        for r in spec.columns
        if len(r.path) == 1 and r.path[0].column == ref.column.name and not ref.path
    ]
    return tuple(names) or (ref,)


def shown_groups(reader: Reader, state: State) -> States:
    """Read what is shown of groups: SKU and the money, with number, title and how many contacts."""
    spec = state.spec
    if not (spec.measures and spec.groups):
        return
    for start in _starts(reader, state.at, _LEADS):
        for end, refs, measured in _items(reader, spec, start, 0):
            if (refs or measured) and _is_tail(reader.words[end:]):
                groups = _rearranged(reader, spec, refs) if refs else spec.groups
                if groups is not None:
                    shown = replace(spec, groups=groups)
                    asked = state.implied and not measured
                    yield state.to(len(reader.words), 0.05, spec=shown, implied=asked)


def _starts(reader: Reader, at: int, leads: tuple[str, ...]) -> Iterator[int]:
    """Give the places after up to two leads, furthest last."""
    yield at
    for _ in range(3):
        after = reader.after(at, leads)
        comma = at < len(reader.words) and reader.words[at].kind == "comma"
        if after is None and comma:
            after = at + 1
        if after is None:
            return
        at = after
        yield at


def _is_tail(rest: tuple[Word, ...]) -> bool:
    """True when what follows a list says that it is enough."""
    forms = [w.form for w in rest if w.kind != "comma"]
    return set(forms) <= _TAILS and (not set(forms) & _NEVER_TAIL or "more" in forms)


def _items(
    reader: Reader, spec: Spec, at: int, depth: int
) -> Iterator[tuple[int, tuple[Ref, ...], bool]]:
    """Give lists of what groups and measures have to show."""
    if depth > 6:  # noqa: PLR2004
        return
    for end, refs, measured in _one_item(reader, spec, at):
        yield end, refs, measured
        more = reader.after(end, ("and", ", and", "and the", "plus", "as well as", "and also"))
        if more is None and end < len(reader.words) and reader.words[end].kind == "comma":
            more = end + 1
        for last, others, other in (
            _items(reader, spec, more, depth + 1) if more is not None else ()
        ):
            yield last, (*refs, *others), measured or other


def _one_item(reader: Reader, spec: Spec, at: int) -> Iterator[tuple[int, tuple[Ref, ...], bool]]:
    for group, other, path in _groups(reader, spec):
        key = other.column(other.key[0]) if other is not None and len(other.key) == 1 else None
        numbered_ = reader.after(at, ("number", "no", "id", "their number", "its number", "nr"))
        if other is not None and key is not None and numbered_ is not None:
            yield numbered_, (Ref(key, other, path),), False
        if other is not None:
            for end, named, _ in reader.columns(at, other):
                yield end, (Ref(named.what, other, path),), False
        for end, ref, cost, _ in column(reader, spec.table, at):
            if group.ref == ref and cost < 1:
                yield end, (ref,), False
    yield from ((end, (), True) for end in _measure(reader, spec, at))


def _measure(reader: Reader, spec: Spec, at: int) -> Iterator[int]:
    """Give where words for what is computed end."""
    counted = spec.measures[0].column is None or spec.measures[0].function == "distinct"
    end = reader.after(at, _COUNTED if counted else _SUMMED)
    if end is not None:
        yield end
        of = reader.after(end, ("of", "of the")) or end
        yield from (last for last, _ in reader.table(of, spec.table))
    for measure in spec.measures:
        for last, named, _ in reader.columns(at, spec.table):
            if measure.column == named.what:
                yield last


def _groups(reader: Reader, spec: Spec) -> Iterator[tuple[Group, TableInfo | None, Path]]:
    """Give the groups, each with the table whose rows it stands for."""
    for group in spec.groups:
        if group.ref is None or group.unit:
            continue
        yield group, None, ()
        for other in reader.names.tables:
            for path in routes(reader.world.catalog, spec.table, other):
                near, last = path[:-1], path[-1]
                held = (last.table.lower(), last.column.lower())
                if near == group.ref.path and held == (
                    group.ref.table.name.lower(),
                    group.ref.column.name.lower(),
                ):
                    yield group, other, path


def _rearranged(reader: Reader, spec: Spec, refs: tuple[Ref, ...]) -> tuple[Group, ...] | None:
    """Give the groups so that just these columns are shown; None when they are of no group."""
    left, found = list(refs), []
    for group in spec.groups:
        owners = [(o, p) for g, o, p in _groups(reader, spec) if g == group and o is not None]
        mine = [r for r in left if r == group.ref or (r.table, r.path) in owners]
        left = [r for r in left if r not in mine]
        key = {o.key[0] for o, _ in owners if len(o.key) == 1}
        also = tuple(r for r in mine if r != group.ref and r.column.name not in key)
        hidden = not group.unit and len(also) == len(mine)
        found.append(replace(group, also=also, hidden=hidden and bool(also)))
        if not mine and not group.unit:
            return None
    return None if left else tuple(found)


def styled(reader: Reader, state: State) -> States:
    """Read how a unit of time is written: month as yyyy-mm."""
    at = state.at
    for lead in (_UNIT, _AS):
        at = reader.after(at, lead) or at
    for forms, (unit, style) in _STYLES.items():
        said = tuple(w.form for w in reader.words[at : at + len(forms)])
        timely = [g for g in state.spec.groups if g.unit == unit]
        if said == forms and timely:
            dash = "" if len(forms) == 1 else reader.words[at].glue
            groups = tuple(
                replace(g, style=style.replace("-", dash or "-")) if g in timely else g
                for g in state.spec.groups
            )
            yield state.to(at + len(forms), spec=replace(state.spec, groups=groups))


def numbered(reader: Reader, state: State) -> States:
    """Read `with the numbers`, `and how many are it there each`: what is computed is shown."""
    if not state.spec.measures or not state.spec.groups:
        return
    for start in _starts(reader, state.at, _WITH):
        for end in _measure(reader, state.spec, start):
            if end > state.at and _ends_item(reader, end):
                yield state.to(end, 0.05, implied=False)


def _ends_item(reader: Reader, at: int) -> bool:
    """True after all that is said of a figure: not in how many of them are closed."""
    word = reader.words[at] if at < len(reader.words) else None
    return word is None or word.kind == "comma" or word.form in _AFTER_ITEM
