"""Every family of intents, in the order they are tried: the first that reads all words wins."""

from collections.abc import Callable

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families import (
    aggregate,
    change,
    clean,
    contents,
    contracts,
    copies,
    count,
    dedupe,
    defects,
    describe,
    distinct,
    golden,
    joined,
    junk,
    learning,
    malformed,
    match,
    mending,
    people,
    person,
    repeats,
    rules,
    sensitive,
    share,
    show,
    stated,
    tagging,
    unbuilt,
)
from vibecli.agent.catalogue.instruction import pairs
from vibecli.agent.catalogue.instruction import reader as instructing
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.question import reader as asking

Family = Callable[[Cursor], Draft | None]
FAMILIES: tuple[tuple[str, Family], ...] = (
    ("forget", person.read),
    ("train", learning.read),
    ("dedupe", copies.read),
    ("dedupe", dedupe.read),
    ("dedupe", repeats.read),
    ("join", joined.read),
    ("match", match.read),
    ("match", pairs.read),
    ("unify", golden.read),
    ("match", people.read),
    ("tag", tagging.read),
    ("contract", contracts.read),
    ("clean", clean.read),
    ("clean", mending.read),
    ("check", rules.read),
    ("tag", sensitive.read),
    ("profile", describe.read),
    ("profile", contents.read),
    ("check", defects.read),
    ("check", junk.read),
    ("find-bad", malformed.read),
    ("check", stated.read),
    ("distinct", distinct.read),
    ("share", share.read),
    ("count", count.read),
    ("aggregate", aggregate.read),
    ("change", change.read),
    ("instruction", instructing.read),
    ("show", show.read),
    ("question", asking.read),
    ("", unbuilt.read),
)
