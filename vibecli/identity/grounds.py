"""Grounds: what two records, or all records of one person, are held to be one person by.

Owns the frozen models that explaining gives. Values in them are as they may be shown.
"""

from typing import Literal

from vibecli.model import Model

Alternative = Literal["stranger", "household"]


class NamedRecord(Model):
    """A record as it may be shown."""

    source: str
    record_id: str


class FieldBar(Model):
    """What one field says, in bits for one person against the alternative of its waterfall."""

    field: str
    kind: str
    level: str  # how far the values agree
    left: str | None
    right: str | None
    bits: float  # without rarity
    rarity: float  # what is added because the equal value is rare, or taken because it is common
    records: int | None  # that hold the equal value
    against_stranger: float  # bits and rarity against each alternative alone
    against_household: float


class Waterfall(Model):
    """How the bits of a pair come about: start, fields and the other alternative add up to them."""

    left: NamedRecord
    right: NamedRecord
    against: Alternative  # the likelier one; bars are against it
    start: float  # bits before anything is compared
    fields: tuple[FieldBar, ...]  # what counts most first
    together: float = 0.0  # what several fields say together, beyond each alone
    other: float  # what the other alternative takes off
    bits: float
    probability: float
    merge: float  # bits for putting the two together by this pair alone
    kin: bool = False  # would be one, but for another given name or birth date in one home
    against_stranger: float  # totals against each alternative alone
    against_household: float
    same_key: str = ""  # the key that joined the records, whatever their bits
    bound_by: str = ""  # the rule that made them one person, whatever their bits
    apart_by: str = ""  # or the rule that made them two
    identical: bool = False  # equal in all that is compared
    one_to_one: bool = False  # of a match that took each table to hold a person once


class Member(Model):
    """A record of a person, and how it stands among the others."""

    record: NamedRecord
    mean: float  # bits to the others, each counted as in clustering
    bits: float  # for belonging to them
    probability: float
    best: NamedRecord  # the other record that speaks most for it
    best_bits: float


class Side(Model):
    """One of the two groups of a merge."""

    records: int
    some: tuple[NamedRecord, ...]  # the first few


class WeakestMerge(Model):
    """The merge with the fewest bits of those a person was put together by."""

    left: Side
    right: Side
    bits: float  # for the merge, from the mean over its pairs
    probability: float
    together: bool  # False: nothing on the data as they are puts the sides together
    pair: Waterfall  # the best between them


class ClusterAccount(Model):
    """What holds a person's records together, and what speaks against it."""

    records: int
    compared: int  # records looked at; fewer where there are very many
    members: tuple[Member, ...] = ()  # who argues most against the others first
    weakest: WeakestMerge | None = None  # None: a key or equal values joined all of them
    against: Waterfall | None = None  # the first member with its best partner
