"""How an explanation is told, in words and numbers, wherever it is shown.

Owns the sentences and the rounding: the bits shown add up to the total shown. Draws nothing.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vibecli.ui.judgement import chance
from vibecli.ui.rows import Rows
from vibecli.ui.values import shown_text

if TYPE_CHECKING:
    from vibecli.identity.grounds import (
        ClusterAccount,
        FieldBar,
        Member,
        NamedRecord,
        Side,
        Waterfall,
        WeakestMerge,
    )
    from vibecli.run.explanation import Explanation

ALTERNATIVES = {"stranger": "a stranger", "household": "someone in the same household"}
_OTHERWISE = {"stranger": "a stranger", "household": "same household"}
BAR_HEADS = ("", "", "bits", "total", "agreement")
MEMBER_HEADS = ("record", "mean bits", "probability", "best partner", "bits")
_ID = 8
_UNLIKELY = 0.01
_NO_LEVEL = 1e-9
_ROW_COLUMNS = (
    ("left", "VARCHAR"), ("right", "VARCHAR"), ("against", "VARCHAR"), ("part", "VARCHAR"),
    ("agreement", "VARCHAR"), ("left_value", "VARCHAR"), ("right_value", "VARCHAR"),
    ("bits", "DOUBLE"), ("total", "DOUBLE"),
)  # fmt: skip


class Bar(NamedTuple):
    """One step of a waterfall; bits and total in tenths, so that they add up as shown."""

    name: str
    tenths: int
    total: int
    agreement: str = ""
    values: tuple[str, str] | None = None

    @property
    def bits(self) -> str:
        """The step as text."""
        return f"{self.tenths / 10:+.1f}" if self.tenths else "0.0"

    @property
    def mark(self) -> str:
        """Which way it speaks."""
        return "+" if self.tenths > 0 else "-" if self.tenths < 0 else ""


class _Part(NamedTuple):
    name: str
    bits: float
    agreement: str = ""
    values: tuple[str, str] | None = None


def bars(fall: "Waterfall") -> list[Bar]:
    """Give the steps of a waterfall, from the start to the last before the total."""
    found, exact, before = [], 0.0, 0
    for part in _parts(fall):
        exact += part.bits
        after = round(10 * exact)
        found.append(Bar(part.name, after - before, after, part.agreement, part.values))
        before = after
    return found


def _parts(fall: "Waterfall") -> Iterator[_Part]:
    yield _Part("start", fall.start, "before comparing")
    for field in fall.fields:
        values = (shown_text(field.left), shown_text(field.right))
        said = field.left is not None or field.right is not None
        yield _Part(field.field, field.bits, field.level, values if said else None)
        if abs(field.rarity) > _NO_LEVEL:
            yield _Part(*_rarity(field))
    if fall.together:
        yield _Part("together", fall.together, "what fields say together")
    other = "stranger" if fall.against == "household" else "household"
    kin = "kin of one home: asked, not merged"
    yield _Part("otherwise", fall.other, kin if fall.kin else _OTHERWISE[other])


def _rarity(field: "FieldBar") -> tuple[str, float, str]:
    name = "rare value" if field.rarity > 0 else "common value"
    if field.records is None:
        return name, field.rarity, "of two alike, the commoner one"
    held = "1 record" if field.records == 1 else f"{field.records:,} records"
    return name, field.rarity, f"held by {held}"


def title(told: "Explanation") -> str:
    """Give what is explained."""
    if told.pair:
        return f"{named(told.pair.left)} and {named(told.pair.right)}"
    person = told.persons[0] or "a record without a person"
    return f"{person} in {told.identity}"


def named(record: "NamedRecord") -> str:
    """Give a record's name."""
    return f"{record.source} {record.record_id}"


def lines(told: "Explanation") -> Iterator[tuple[str, str, str]]:
    """Give what was found before the numbers: a mark, a head and a sentence each."""
    yield from _pair_lines(told, told.pair) if told.pair else ()
    yield from _cluster_lines(told, told.cluster) if told.cluster else ()
    if not told.applied:
        yield "?", f"plan {told.plan_id[:_ID]}", "is reviewed, not applied"
    for note in told.notes:
        yield "?", note, ""


def _pair_lines(told: "Explanation", pair: "Waterfall") -> Iterator[tuple[str, str, str]]:
    said = {
        "accept": "alone one person",
        "review": "alone perhaps one person",
        "reject": "alone two persons",
    }
    marks = {"accept": "ok", "review": "?", "reject": "-"}
    band = told.band or "reject"
    found = f"{pair.bits:+.1f} bits, probability {likely(pair.probability)}"
    merge = f"a merge of the two {pair.merge:+.1f} bits, {threshold(told)}"
    yield marks[band], said[band], f"{found}; {merge}"
    yield from _ruled(pair)
    if told.judged:
        yield "ok", "judged", f"{told.judged}: no bits outweigh it"
        yield _standing(told)
        return
    if pair.same_key:
        yield "ok", "same key", f"{pair.same_key}: joined whatever the bits"
    elif pair.identical:
        first = told.together and not pair.one_to_one
        joined = ": joined before any other" if first else ""
        yield "ok", "identical", f"equal in all that is compared{joined}"
    yield _standing(told)
    bound = pair.same_key or pair.bound_by
    if told.together and band != "accept" and not (bound or pair.identical):
        yield "?", "not by this pair alone", "other records of the person hold the two together"
    if not told.together and not pair.apart_by and (band == "accept" or bound):
        yield "?", *_parted(pair)


def _parted(pair: "Waterfall") -> tuple[str, str]:
    """Give what keeps a pair apart that would be one person by itself."""
    if not pair.one_to_one:
        return "not by this pair alone", "what else belongs to the two keeps them apart"
    if pair.left.source == pair.right.source:
        return "linked one-to-one", "each table was taken to hold a person once"
    return "linked one-to-one", "another record fits one of the two better"


def _ruled(pair: "Waterfall") -> Iterator[tuple[str, str, str]]:
    if pair.bound_by:
        yield "ok", f"bound by the rule: {pair.bound_by}", "no bits outweigh it"
    if pair.apart_by:
        yield "-", f"kept apart by the rule: {pair.apart_by}", "no bits outweigh it"


def _standing(told: "Explanation") -> tuple[str, str, str]:
    would = "" if told.applied else "would be "
    if told.together:
        return "ok", f"{would}together", f"in {told.identity} as {told.persons[0]}"
    persons = " and ".join(person or "no person" for person in told.persons)
    return "-", f"{would}apart", f"in {told.identity} as {persons}"


def _cluster_lines(
    told: "Explanation", account: "ClusterAccount"
) -> Iterator[tuple[str, str, str]]:
    count = "1 record" if account.records == 1 else f"{account.records:,} records"
    yield "ok", count, threshold(told) if account.members else "no other record of this person"
    if account.compared < account.records:
        left_out = account.records - account.compared
        yield "?", f"{account.compared:,} looked at", f"{left_out:,} of them left out"
    if account.weakest:
        yield weakest_line(told, account.weakest)
    elif account.members:
        yield "ok", "no merge", "a shared key, a rule or equal values joined all of them"
    if account.members:
        first = account.members[0]
        mean = f"{first.mean:+.1f} bits to the others on average"
        yield "-", "argues most against", f"{named(first.record)}, {mean}"


def weakest_line(told: "Explanation", merge: "WeakestMerge") -> tuple[str, str, str]:
    """Give the weakest merge as a mark, a head and a sentence."""
    sides = f"{side(merge.left)} with {side(merge.right)}"
    if not merge.together:
        return "!", "nothing joins", f"{sides}: {merge.bits:+.1f} bits at best"
    mark = "ok" if merge.probability >= told.accept else "!"
    chance_ = f"{merge.bits:+.1f} bits, probability {likely(merge.probability)}"
    return mark, "weakest merge", f"{sides}: {chance_}"


def side(group: "Side") -> str:
    """Give one side of a merge: its one record, or how many."""
    return named(group.some[0]) if group.records == 1 else f"{group.records:,} records"


def threshold(told: "Explanation") -> str:
    """Give the threshold of the match."""
    return f"accepted from {told.accept:.2f} ({told.accept_from})"


def against(fall: "Waterfall") -> str:
    """Give what the bars are against, and how much the other alternative would be beaten by."""
    totals = {"stranger": fall.against_stranger, "household": fall.against_household}
    other = "stranger" if fall.against == "household" else "household"
    return (
        f"one person against {ALTERNATIVES[fall.against]}, the likelier alternative:"
        f" {totals[fall.against]:+.1f} bits; against {ALTERNATIVES[other]} {totals[other]:+.1f}"
    )


def parts(told: "Explanation") -> Iterator[tuple[str, "Waterfall"]]:
    """Give the waterfalls with their titles; one that would be told twice once."""
    if told.pair:
        yield "", told.pair
    account = told.cluster
    if account and account.weakest:
        yield (
            f"the best pair of the weakest merge: {_two(account.weakest.pair)}",
            account.weakest.pair,
        )
    if account and account.against and not (account.weakest and _same(account)):
        yield (
            f"argues most against, with its best partner: {_two(account.against)}",
            account.against,
        )


def _same(account: "ClusterAccount") -> bool:
    assert account.weakest
    assert account.against
    sides = [{named(f.left), named(f.right)} for f in (account.weakest.pair, account.against)]
    return sides[0] == sides[1]


def _two(fall: "Waterfall") -> str:
    key = f", joined by {fall.same_key}" if fall.same_key else ""
    rule = f", bound by the rule: {fall.bound_by}" if fall.bound_by else ""
    return f"{named(fall.left)} and {named(fall.right)}{key}{rule}"


def member_rows(members: "Sequence[Member]") -> list[list[str]]:
    """Give a row a member: who argues most against first."""
    return [
        [
            named(one.record),
            f"{one.mean:+.1f}",
            likely(one.probability),
            named(one.best),
            f"{one.best_bits:+.1f}",
        ]
        for one in members
    ]


def likely(probability: float) -> str:
    """Give a probability, small ones as such."""
    return chance(probability) if probability >= _UNLIKELY else "below 0.01"


def explanation_rows(told: "Explanation") -> Rows:
    """Give an explanation as a result set: a row a step of each waterfall."""
    rows: list[tuple[object, ...]] = []
    for _, fall in parts(told):
        head, total = (named(fall.left), named(fall.right), fall.against), 0.0
        for part in _parts(fall):
            total += part.bits
            values = part.values or (None, None)
            rows.append((*head, part.name, part.agreement, *values, part.bits, total))
    names, types = zip(*_ROW_COLUMNS, strict=True)
    return Rows(names, types, rows)
