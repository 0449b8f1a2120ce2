"""Who is the same person: tables linked, and the result brought into a profile table."""

from dataclasses import replace

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.overlap import overlap
from vibecli.agent.catalogue.families.parties import (
    Options,
    Party,
    incrementally,
    options,
    parties,
    party,
)
from vibecli.agent.catalogue.families.profiles import (
    Target,
    new_target,
    profile_target,
    target_follows,
    typed_target,
)
from vibecli.agent.catalogue.families.resolution import build
from vibecli.agent.catalogue.fields import is_profile
from vibecli.agent.catalogue.notes import Draft, one_of_these
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.rows import Rows
from vibecli.plan.model import Option, Question

_LINK = phrases(
    """assign|allocate|attribute|match|match up|link|connect|reconcile|resolve|join|map|relate|tie
        |cross reference|pair|find the same people in|find people who are in both
        |identify the same people in|find the same person in|match records of|link up|align
        |match people between|find matches between|find the same customers in
        |find overlap between|resolve identities between|resolve identities across
        |resolve identities in|match people in|match people across|match records between
        |match records in|join up|hook up|find the overlap between|match between|find people in both
        |identify the same customers in|find out who is the same in|run identity resolution on
        |run a match between|do a match between|match across"""
)
_TO = ("with", "to", "and", "against")
_ITSELF = tuple(f"{to} {whom}" for to in _TO for whom in ("itself", "themselves"))
_ITSELF += ("with each other", "with one another", "against each other", "to each other")
_ALSO = phrases(
    """are also|that are also|who are also|which are also|are also in|that are also in
        |who are also in|also in|is also|also appear in|who also appear in|that also appear in
        |are also found in|are also among|can be found in|also exist in|that also exist in
        |who are also among|are the same people as|are the same person as|is the same person as
        |are the same as|are the same persons as|are the same customers as"""
)
_BLEND = (
    "merge",
    "combine",
    "unify",
    "consolidate",
    "bring together",
    "stitch",
    "fuse",
    "stitch together",
)
_BUILD = phrases(
    """update|refresh|build|create|make|generate|rebuild|enrich|produce|maintain|fill|feed
        |complete|bring up to date|construct|set up|derive|compute|sync|synchronise|synchronize
        |bring"""
)
_FROM = (
    "from",
    "with",
    "using",
    "out of",
    "based on",
    "by matching",
    "by linking",
    "by combining",
    "by merging",
)
_FROM_MORE = (
    "for",
    "by unifying",
    "with data from",
    "with data of",
    "with the data of",
    "with the data from",
    "with records from",
    "using data from",
    "by joining",
)


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that matches records."""
    ways = (_linked, _built, _also_in, _overlap)
    return cursor.whole(ways) or cursor.first(ways)


def _linked(cursor: Cursor) -> Draft | None:
    first = incrementally(cursor)
    verb = cursor.take(*_LINK) or cursor.take(*_BLEND)
    if not verb:
        return None
    found = parties(cursor)
    if not found:
        return None
    found[0] = replace(found[0], new=found[0].new or first)
    alone = len(found) == 1 and _itself(cursor, found[0])
    chosen = options(cursor, found)
    target = target_follows(cursor, found)
    chosen = options(cursor, found, chosen)
    if target is None and verb in _BLEND:
        target = _blend_target(cursor, verb)
    if len(found) < 2 and target is None and not (alone or _overall(verb)):  # noqa: PLR2004
        return _partner(cursor, found[0], chosen) if cursor.at_end() else None
    return build(cursor, found, chosen, target)


@reads
def _itself(cursor: Cursor, first: Party) -> bool:
    """Read `with itself`, or the same rows named again: duplicates are looked for."""
    return bool(cursor.take(*_ITSELF)) or (bool(cursor.take(*_TO)) and party(cursor) == first)


def _also_in(cursor: Cursor) -> Draft | None:
    """Read `which customers are also loyalty members`."""
    cursor.take(
        "which",
        "what",
        "find",
        "show",
        "list",
        "show me",
        "who of",
        "which of",
        "find out which",
        "who in",
        "who among",
        "find which",
        "which people in",
        "show which",
        "who from",
    )
    first = party(cursor)
    if first is None or not cursor.take(*_ALSO):
        return None
    found = [first, *parties(cursor)]
    if len(found) < 2 or first.rows.table == found[1].rows.table:  # noqa: PLR2004
        return None
    return build(cursor, found, options(cursor, found), None)


def _overlap(cursor: Cursor) -> Draft | None:
    """Read `find out which web account belongs to which customer`."""
    found = overlap(cursor)
    return build(cursor, found, options(cursor, found), None) if found else None


def _partner(cursor: Cursor, first: Party, chosen: Options) -> Draft | None:
    """One table only: ask what to match it with."""
    others = [t for t in cursor.world.link.people() if t != first.rows.table][:3]
    if not others:
        return None
    name = first.rows.table.name
    itself = Option(label="itself", means=f"find duplicates in {name}")
    options_ = (*(Option(label=t.name, means=f"{t.rows:,} rows") for t in others), itself)
    question = Question(
        question=f"What should {name} be matched with?", about=name, options=options_
    )
    parts = {t.name: [first, Party(Rows(t))] for t in others} | {"itself": [first]}
    return build(cursor, cursor.choose(question, parts), chosen, None)


def _overall(verb: str) -> bool:
    return verb.startswith(("resolve identities", "run identity"))


def _blend_target(cursor: Cursor, verb: str) -> Target | None:
    if not cursor.at_end():
        return None
    if verb in ("unify", "consolidate"):
        return profile_target(cursor, named="unified profile")
    question = one_of_these(
        f"What should {verb} give?",
        verb,
        {
            "link": "which records are the same person, no profile is written",
            "profile": "one row a person in a profile table",
        },
        default="link",
    )
    chosen = cursor.choose(question, {"link": "link", "profile": "profile"})
    return profile_target(cursor, named="unified profile") if chosen == "profile" else None


def _built(cursor: Cursor) -> Draft | None:
    """Read `update the unified profile from customers and loyalty accounts`."""
    verb = cursor.take(*_BUILD)
    fresh = bool(cursor.take("a new", "new"))
    cursor.take("one")
    target = new_target(cursor) if fresh else typed_target(cursor) or profile_target(cursor)
    if target is None or not (verb or target.table is None or is_profile(target.table)):
        return None
    if not verb and not cursor.sees("from"):
        return None
    current = cursor.take("up to date", "in sync")
    if verb == "bring" and not current:
        return None
    if cursor.take(*_FROM, *_FROM_MORE):
        found = _fresh_data(cursor) or parties(cursor)
    else:
        known = target.table is None or is_profile(target.table)
        found = _all_people(cursor, target) if known and cursor.at_end() else []
    if not found:
        return None
    if target.table and not is_profile(target.table):
        cursor.assume(f"{target.name} is kept as the profile table", "guess")
    return build(cursor, found, options(cursor, found), target)


@reads
def _fresh_data(cursor: Cursor) -> list[Party]:
    """Read `the newest customer data`: what there is now; new customers would be some rows."""
    fresh = cursor.take("newest", "latest", "current", "fresh", "most recent", "new")
    start = cursor.at
    found = parties(cursor) if fresh else []
    data = "data" in [word.form for word in cursor.text.words[start : cursor.at]]
    return found if data else []


def _all_people(cursor: Cursor, target: Target) -> list[Party]:
    """No source was named: ask which of the tables with people to use."""
    people = [t for t in cursor.world.link.people() if t.name != target.name]
    if len(people) < 2:  # noqa: PLR2004
        return [Party(Rows(t)) for t in people]
    everything = " and ".join(t.name for t in people)
    singles = tuple(
        Option(label=t.name, means=f"only {t.name}, {t.rows:,} rows") for t in people[:3]
    )
    question = Question(
        question=f"Which tables should {target.name} be built from?",
        about=target.name,
        options=(Option(label="all", means=everything), *singles),
        default="all",
    )
    sets = {"all": people, **{t.name: [t] for t in people[:3]}}
    return [Party(Rows(t)) for t in cursor.choose(question, sets)]
