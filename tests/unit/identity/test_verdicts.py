"""Verdicts: what a person judged holds, whatever the scores, the order, the ids and the run."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.identity.people import NAMES, ROLES, clusters, persons, source, source_of
from vibecli.data.catalog import Role
from vibecli.identity.account import details, figures
from vibecli.identity.cluster import average_linkage, one_to_one
from vibecli.identity.groups import Groups, bound_groups
from vibecli.identity.options import Options
from vibecli.identity.prints import print_text, record_prints
from vibecli.identity.resolve import resolve
from vibecli.identity.rulings import rulings_of
from vibecli.identity.source import SourceColumn
from vibecli.identity.verdicts import Verdict, standing

SIZE = 9
PEOPLE = persons(30)
RECORDS = st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(
    lambda p: p[0] < p[1]
)
SCORES = st.dictionaries(RECORDS, st.integers(-6, 40), max_size=20)


def judged(one, two, verdict, *, named=True, **more):
    """Give a verdict on two records, each (source, number in it)."""
    sides = {}
    for side, (where, at) in (("left", one), ("right", two)):
        said = print_text(int(record_prints(where, np.array([at]))[0]))
        sides |= {f"{side}_source": where.name, f"{side}_print": said}
        sides |= {f"{side}_record": str(where.ids[at]) if named else None}
    return Verdict(**sides, verdict=verdict, by="ana", at="2026-01-01T00:00:00+00:00", **more)


def numbers(pairs, size=SIZE):
    return np.array(sorted(a * size + b for a, b in pairs), dtype=np.int64)


def mistyped(person):
    given_name, family, email, phone, birth, town = person
    return (given_name, family[:-1] + "x", email.upper(), f"+49 {phone}", birth, town)


def test_a_print_is_of_the_content_however_it_is_written_and_wherever_it_stands():
    here = source_of(
        "crm", ["a", "b"], [("Zoë", "O'Neill", "z@x.io", "1", "2000-01-01", "Ulm")] * 2
    )
    there = source(
        "crm", ["x", "y"], ("mail", Role.EMAIL, ["Z@X.IO", None]),
        *((n, r, [v, v]) for n, r, v in zip(NAMES[:2], ROLES[:2], ("zoe", "ONEILL"), strict=True)),
        ("tel", Role.PHONE, ["1", "1"]), ("born", Role.BIRTH_DATE, ["2000/01/01"] * 2),
    )  # fmt: skip
    assert record_prints(here)[0] == record_prints(here)[1] == record_prints(there)[0]
    assert record_prints(there)[0] != record_prints(there)[1]
    assert record_prints(there, np.array([1]))[0] == record_prints(there)[1]


def test_a_value_does_not_count_in_another_columns_place():
    one = source(
        "t", ["1"], ("given", Role.GIVEN_NAME, ["paul"]), ("family", Role.FAMILY_NAME, [None])
    )
    two = source(
        "t", ["1"], ("given", Role.GIVEN_NAME, [None]), ("family", Role.FAMILY_NAME, ["paul"])
    )
    assert record_prints(one)[0] != record_prints(two)[0]


def test_a_record_without_a_word_has_no_print():
    assert record_prints(source("t", ["1"], ("mail", Role.EMAIL, ["--"])))[0] == 0


def test_same_and_different_are_kept_whatever_the_records_say():
    crm = source_of("crm", range(20, 50), PEOPLE)
    other = source_of("web", range(20, 50), [*map(mistyped, PEOPLE)])
    free = clusters(resolve([crm, other], Options()))
    assert frozenset({("crm", "20"), ("web", "20")}) in free
    verdicts = (
        judged((crm, 0), (other, 0), "different"),
        judged((crm, 5), (other, 9), "same"),
    )
    found = resolve([crm, other], Options(verdicts=verdicts))
    together = {frozenset(pair) for c in clusters(found) for pair in [c] if len(c) > 1}
    assert not any({("crm", "20"), ("web", "20")} <= c for c in together)
    assert any({("crm", "25"), ("web", "29")} <= c for c in together)
    assert figures(found)["verdicts"] == 2
    assert "keeps to 2 verdicts: 1 pair the same person, 1 different" in details(found)


def test_verdicts_hold_when_ids_and_order_change_and_lapse_when_the_content_does():
    crm = source_of("crm", range(20, 50), PEOPLE)
    web = source_of("web", ["a"], [mistyped(PEOPLE[3])])
    verdict = judged((crm, 3), (web, 0), "different")
    renamed = source_of("crm", [f"n{99 - i}" for i in range(30)], PEOPLE)
    found = resolve([web, renamed], Options(verdicts=(verdict,)))
    assert frozenset({("web", "a")}) in clusters(found)
    moved = (*PEOPLE[3][:2], "new@mail.example", *PEOPLE[3][3:])
    changed = source_of("crm", range(20, 50), [*PEOPLE[:3], moved, *PEOPLE[4:]])
    lapsed = resolve([web, changed], Options(verdicts=(verdict,)))
    assert figures(lapsed)["verdicts_not_applied"] == 1
    assert "1 verdict not applied: a record is gone or says something else now" in details(lapsed)


def test_two_of_one_content_are_told_apart_by_id_or_not_at_all():
    twice = source_of("crm", ["a", "b"], [PEOPLE[0]] * 2)
    thrice = source_of("crm", ["x", "y", "z"], [PEOPLE[0]] * 3)
    verdict = judged((twice, 0), (twice, 1), "different")
    unnamed = judged((twice, 0), (twice, 1), "different", named=False)
    assert len(clusters(resolve([twice], Options(verdicts=(verdict,))))) == 2
    assert len(clusters(resolve([twice], Options(verdicts=(unnamed,))))) == 2
    assert rulings_of([thrice], [verdict]).absent == 1


def test_verdicts_on_other_tables_are_no_matter():
    crm, web = source_of("crm", ["a"], PEOPLE[:1]), source_of("web", ["b"], PEOPLE[1:2])
    assert rulings_of([crm], [judged((crm, 0), (web, 0), "same")]).absent == 0


def test_a_later_verdict_on_the_same_two_stands_and_one_withdrawn_is_none():
    crm = source_of("crm", ["a", "b", "c"], PEOPLE[:3])
    first, then = judged((crm, 0), (crm, 1), "same"), judged((crm, 1), (crm, 0), "different")
    gone = judged((crm, 1), (crm, 2), "same").model_copy(update={"verdict": "withdrawn"})
    assert standing([first, judged((crm, 1), (crm, 2), "same"), then, gone]) == (then,)


def test_a_chain_that_contradicts_a_later_verdict_is_told():
    crm = source_of("crm", ["a", "b", "c"], PEOPLE[:3])
    said = [((0, 1), "same"), ((1, 2), "same"), ((0, 2), "different")]
    verdicts = tuple(judged((crm, a), (crm, b), v) for (a, b), v in said)
    found = resolve([crm], Options(verdicts=verdicts))
    assert clusters(found) == {frozenset({("crm", "a")}), frozenset({("crm", "b"), ("crm", "c")})}
    assert found.rulings.overruled == verdicts[:1]
    assert any(line.startswith("not applied, as later verdicts") for line in details(found))


def test_different_outweighs_a_shared_key_and_tears_it_where_the_bond_is_weakest():
    crm = source_of("crm", ["c1", "c2", "c3", "c4"], PEOPLE[:4])
    rows = [PEOPLE[0], PEOPLE[9]]
    card = source_of("card", ["k1", "k2"], rows)
    keyed = SourceColumn.of("crm_id", Role.FOREIGN_KEY, ["c1", "c2"])
    card = replace(card, columns=(*card.columns, keyed))
    crm = replace(
        crm, columns=(replace(crm.columns[0], name="crm_id"), *crm.columns[1:]), key=("crm_id",)
    )
    assert any(len(c) == 2 for c in clusters(resolve([crm, card], Options())))
    apart = judged((crm, 1), (card, 1), "different")
    found = clusters(resolve([crm, card], Options(verdicts=(apart,))))
    assert frozenset({("crm", "c1"), ("card", "k1")}) in found
    assert frozenset({("card", "k2")}) in found


@pytest.mark.parametrize(("via", "taught"), [("queue", True), ("split", False)])
def test_only_answers_to_questions_teach_about_other_records(via, taught):
    crm = source_of("crm", range(20, 50), PEOPLE)
    web = source_of("web", range(20, 50), [*map(mistyped, PEOPLE)])
    verdicts = tuple(judged((crm, i), (web, i), "same", via=via) for i in range(12))
    few = verdicts[:9]
    free, told, little = (resolve([crm, web], Options(verdicts=v)) for v in ((), verdicts, few))
    others = slice(15, 30)
    assert (free.probability[others] == little.probability[others]).all()
    assert (free.probability[others] != told.probability[others]).any() == taught
    assert (told.shift.merges > 0) is taught
    assert any("answers to questions" in line for line in details(told)) is taught


@settings(deadline=None)
@given(
    SCORES, st.sets(RECORDS, max_size=5), st.sets(RECORDS, max_size=8), st.permutations(range(SIZE))
)
def test_no_chain_of_bonds_or_merges_brings_together_what_is_apart(scores, apart, bound, order):
    """Whatever is bound and however the records are numbered, and as much as can be stays bound."""

    def run(name):
        def named(pairs):
            return {tuple(sorted((name[a], name[b]))) for a, b in pairs}

        every = {min((name[a], name[b]), (name[b], name[a])): s for (a, b), s in scores.items()}
        every |= dict.fromkeys(named(bound), 40) | dict.fromkeys(named(apart), -np.inf)
        pairs = numbers(every)
        bits = np.array([float(every[divmod(int(p), SIZE)]) for p in pairs])
        kept = numbers(named(bound))
        start = bound_groups(SIZE, kept, np.full(len(kept), 40.0), numbers(named(apart)))
        return start, average_linkage(start, pairs, bits, 0.0).labels, pairs, bits

    for name in (range(SIZE), order):
        start, labels, pairs, bits = run(name)
        alone = one_to_one(np.arange(SIZE), pairs, bits, 0.0, start).labels
        for found in (start, labels, alone):
            assert all(found[name[a]] != found[name[b]] for a, b in apart)
        groups = {(int(a), int(b)) for a, b in zip(start, labels, strict=True)}
        assert len(groups) == len(set(start.tolist()))  # merging never tears what is bound


@settings(deadline=None)
@given(st.lists(st.tuples(RECORDS, st.booleans()), max_size=25))
def test_groups_follow_what_was_said_first(said):
    groups, done = Groups(), []
    for (left, right), together in said:
        if (groups.join if together else groups.part)(left, right):
            done.append((left, right, together))
    assert all((groups.group(a) == groups.group(b)) is together for a, b, together in done)
