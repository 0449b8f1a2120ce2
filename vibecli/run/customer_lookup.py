"""`customer`: from an identifier to the one document, or to whom it may name.

Owns the verb and its errors. It reads only; what it keeps are the files of the look-up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vibecli.data.catalog import Catalog
from vibecli.engine.base import Session
from vibecli.engine.names import quote
from vibecli.errors import ActionNeeded, NotFound, UsageError
from vibecli.identity.identifying import identifying
from vibecli.identity.seal import normal_forms
from vibecli.identity.verdicts import Verdict
from vibecli.identity.whereabouts import SMALL, Progress, Whereabouts, numbered
from vibecli.run.customer import Customer
from vibecli.run.customer_alone import has_customers, of_events_alone
from vibecli.run.customer_finder import CustomerFinder, Found, Row
from vibecli.run.customer_story import NEWEST, CustomerStory
from vibecli.run.discretion import Discretion

_NEAR = 3
_FAR = 3  # edits apart at most
_ALIKE = 0.7  # of a large table: the share of signs that is the same at either end
_NAMED = 6
WAYS = "an e-mail, a phone, a loyalty id, TABLE:KEY of a record, or a person id"


@dataclass(frozen=True)
class CustomerRequest:
    """Who is asked for, as it was typed, and how much is shown."""

    identifier: str
    unmask: bool = False
    newest: int = NEWEST
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True)
class Kept:
    """Where the files of the look-up lie, and what the rows of each table are now."""

    folder: Path | None = None
    states: dict[str, str] = field(default_factory=dict)


def customer(
    session: Session,
    catalog: Catalog,
    request: CustomerRequest,
    kept: Kept,
    progress: Progress = lambda *_: None,
) -> Customer:
    """Give the whole picture. Raises NotFound, UsageError, ActionNeeded where it may be several."""
    text = request.identifier.strip()
    if not text or not normal_forms(text.rpartition(":")[2]):
        raise UsageError("that is no identifier", hint=WAYS)
    where = Whereabouts(session, kept.folder, kept.states, progress=progress)
    finder = CustomerFinder(where, catalog)
    discretion = Discretion(catalog.tables, bare=request.unmask)
    story = CustomerStory(finder, discretion, request.verdicts, request.newest)
    found = finder.find(text)
    if not found and (told := of_events_alone(story, text)):
        return told
    if not finder.people and not has_customers(catalog):
        raise NotFound("no table here tells of people", hint="vibecli load brings data in")
    if not found:
        raise _unknown(finder, discretion, text)
    if len(found) > 1:
        raise _several(story, found)
    return story.told(found[0], text)


def _several(story: CustomerStory, found: Sequence[Found]) -> ActionNeeded:
    """Give the error that lists the persons an identifier may name."""
    persons = []
    for one in found:
        rows: list[Row] = [*one.rows]
        identity, person = next(iter(sorted(one.members.items())), (None, None))
        names = [story.name(one, row) for row in rows]
        said = story.person(identity, person) or names[0]
        persons.append({"person": said, "records": names})
    listed = "; ".join(
        f"{one['person']} ({', '.join(one['records'][:2])})" for one in persons[:_NAMED]
    )
    more = f" and {len(persons) - _NAMED} more" if len(persons) > _NAMED else ""
    return ActionNeeded(
        f"that may be {len(found)} persons: {listed}{more}",
        hint=f"vibecli customer {persons[0]['person']}",
        details={
            "action": "answer",
            "command": f"vibecli customer {persons[0]['person']}",
            "persons": persons,
        },
    )


def _unknown(finder: CustomerFinder, discretion: Discretion, text: str) -> NotFound:
    """Give the error of an identifier nobody is known by, with the nearest there are."""
    forms = normal_forms(text.rpartition(":")[2])
    near: list[tuple[int, str]] = []
    for info in finder.people:
        for column, kind in identifying(info):
            if kind not in forms:
                continue
            value = f"CAST({quote(column.name)} AS VARCHAR)"
            ends = 1 if info.rows <= SMALL else int(_ALIKE * len(text))
            alike = f"(left({value}, {ends}) = ? OR right({value}, {ends}) = ?)"
            if kind == "email" and info.rows > SMALL:  # of one domain there are many
                ends = max(1, int(_ALIKE * len(text.partition("@")[0])))
                alike = f"(left({value}, {ends}) = ? AND ? <> '')"
            edits = f"CASE WHEN {alike} THEN damerau_levenshtein(lower({value}), ?) END"
            rows = finder.where.session.rows(
                f"SELECT DISTINCT d, v FROM (SELECT {edits} AS d, {value} AS v FROM"
                f" {numbered(info)}) WHERE d <= {_FAR} ORDER BY ALL LIMIT {_NEAR}",
                [text[:ends], text[-ends:], text.lower()],
            )
            shown = ((int(d), discretion.value(str(v), info, column.name)) for d, v in rows)
            near += [(d, f"{said} ({info.name}.{column.name})") for d, said in shown if said]
    close = list(dict.fromkeys(said for _, said in sorted(near)))[:_NEAR]
    hint = f"nearest: {', '.join(close)}" if close else f"a customer is named by {WAYS}"
    return NotFound(f"nobody here is known by {_safe(text)}", hint=hint)


def _safe(text: str) -> str:
    """Give an identifier for a message: as typed, no longer than a line."""
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004
