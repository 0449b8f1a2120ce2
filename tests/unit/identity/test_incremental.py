"""New records against known persons: the same persons as a full match, and questions in doubt."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.identity.people import persons, source_of
from vibecli.identity.block import split_pairs
from vibecli.identity.excerpt import excerpt
from vibecli.identity.household import merely_alike
from vibecli.identity.incremental import Aim, matched
from vibecli.identity.index import Index, Known, difference, shelf_of
from vibecli.identity.kinds import Kind
from vibecli.identity.options import Options
from vibecli.identity.resolve import resolve
from vibecli.identity.resolver import People, Resolver
from vibecli.identity.shelf import Rules, print_of
from vibecli.identity.trained import Trained

PEOPLE = persons(120, seed=3)
AGAIN = [(g, f, e, "9" + p[1:], b, c) for g, f, e, p, b, c in PEOPLE]
ROWS = [*PEOPLE, *AGAIN]


def numbered(rows):
    return source_of("people", range(10_000, 10_000 + len(rows)), rows)


def picked(source, places):
    """Give some records of a source."""
    columns = tuple(dataclasses.replace(c, codes=c.codes[places]) for c in source.columns)
    return dataclasses.replace(source, ids=source.ids[places], columns=columns)


EVERYBODY = numbered(ROWS)
FULL = resolve([EVERYBODY], Options())
MODEL = Trained.of(FULL, FULL.weights, one_to_one=False)


def shelf(places):
    one = picked(EVERYBODY, places)
    return shelf_of(MODEL, [one], print_of([str(i) for i in one.ids.tolist()]))


def index_of(known, gone=(), later=()):
    """Give an index made of `known` and `gone` records, brought up to date with `later` ones."""
    base = shelf(np.sort(np.concatenate([known, gone]).astype(int)))
    now = shelf(np.sort(np.concatenate([known, later]).astype(int)))
    off, missing = difference(base, now.prints)
    places = [place for place in later if shelf(np.array([place])).prints[0] in missing]
    return Index(MODEL, Known(base, off, shelf(np.array(sorted(places), dtype=int))))


def people_of(index):
    """Give the persons of the full match to the records of an index."""
    ids = [*index.known.base.ids.picked(np.arange(index.base_size))]
    later = index.known.later
    ids += later.ids.picked(np.arange(later.size))
    labels = dict(zip(FULL.frame.ids.tolist(), FULL.labels.tolist(), strict=True))
    own = np.array([labels[i] for i in ids])
    own[index.known.gone] = -1

    def members(numbers):
        found = np.flatnonzero(np.isin(own, own[numbers]))
        return found, [str(own[n]) for n in found.tolist()]

    return members


def joined(index, places):
    """Give for each new record the person it joins, None for none."""
    batch = shelf(np.array(places, dtype=int))
    found = matched(index, batch, people_of(index))
    person = {found.labels[i]: p for i, p in enumerate(found.standing.tolist()) if p is not None}
    new = np.flatnonzero(found.near.new)
    return {found.near.frame.ids[i]: person.get(found.labels[i]) for i in new.tolist()}


@pytest.mark.parametrize("place", range(0, len(ROWS), 12))
def test_a_record_taken_out_comes_back_to_its_person(place):
    known = np.delete(np.arange(len(ROWS)), place)
    alone = (FULL.labels == FULL.labels[place]).sum() == 1
    wanted = None if alone else str(FULL.labels[place])
    assert joined(index_of(known), [place]) == {FULL.frame.ids[place]: wanted}


def test_what_answers_taught_counts_for_new_records_too():
    own, batch = index_of(np.delete(np.arange(len(ROWS)), 12)), shelf(np.array([12]))
    doubting = Index(MODEL.model_copy(update={"offset": -4.0}), own.known)
    sure, doubtful = (matched(index, batch, people_of(own)) for index in (own, doubting))
    new = sure.near.new
    assert (doubtful.labels == sure.labels).all()
    assert doubtful.probability[new] < sure.probability[new]


@settings(max_examples=8, deadline=None)
@given(st.sets(st.integers(0, len(ROWS) - 1), min_size=4, max_size=40), st.randoms())
def test_it_does_not_matter_when_the_index_was_made(some, dice):
    some = sorted(some)
    new, gone, later = some[::4], some[1::4], [*some[2::4], *some[3::4]]
    dice.shuffle(new)
    known = np.setdiff1d(np.arange(len(ROWS)), some)
    fresh = index_of(np.concatenate([known, later]).astype(int))
    assert joined(index_of(known, gone, later), sorted(new)) == joined(fresh, sorted(new))


def test_the_few_records_near_a_new_one_are_no_tiny_table():
    known = index_of(np.arange(1, len(ROWS)))
    near = matched(known, shelf(np.array([0])), people_of(known)).near
    few = excerpt(near.frame, near.weights, [0, 1]).frame
    pair, alike = np.array([1]), np.zeros((1, len(few.fields)), dtype=np.uint8)
    alike[0, [field.kind is Kind.GIVEN for field in few.fields]] = 3
    assert near.frame.size < near.frame.size_of_all == few.size_of_all == len(ROWS)
    assert not merely_alike(few, pair, alike).any()
    assert merely_alike(dataclasses.replace(few, among=0), pair, alike).all()


def test_the_resolver_gives_the_same_from_a_file(tmp_path):
    from vibecli.identity.index import save

    known = np.arange(1, len(ROWS))
    index = index_of(known)
    labels, own = np.unique(FULL.labels[known], return_inverse=True)
    save(index.known.base, MODEL, tmp_path / "index")
    People.of([f"p{label}" for label in labels.tolist()], own).save(tmp_path / "index")
    resolver = Resolver.opened(tmp_path / "index", MODEL)
    record = {c.name: c.values[c.codes[0]] for c in EVERYBODY.columns}
    answer = resolver.resolve("people", "X1", record)
    assert (answer.verdict, answer.person) == ("person", f"p{FULL.labels[120]}")
    stranger = dict.fromkeys(record, None) | {"first_name": "zzz", "email": "q@q.example"}
    assert resolver.resolve("people", "X2", stranger).verdict == "new"


@pytest.mark.parametrize(("aim", "person"), [(Aim.RATE, "0"), (Aim.REGROUP, "1")])
def test_a_record_with_the_wrong_person_moves_where_new_ones_may_move_it(aim, person):
    g, f, e, _, b, c = PEOPLE[1]
    source = numbered([*ROWS, (g, f, e, None, b, c)])
    places = np.arange(len(ROWS))
    base = shelf_of(MODEL, [picked(source, places)], places.astype(np.uint64) + np.uint64(1))
    none = np.empty(0, dtype=int)
    index = Index(MODEL, Known(base, none, base.without(none, Rules())))
    persons = np.where(places == 1, 0, places % len(PEOPLE))  # record 1 is with the person of 0

    def members(numbers):
        found = np.flatnonzero(np.isin(persons, persons[numbers]))
        return found, [str(persons[n]) for n in found.tolist()]

    batch = shelf_of(MODEL, [picked(source, np.array([len(ROWS)]))], np.array([9], dtype=np.uint64))
    found = matched(index, batch, members, aim)
    at = dict(zip(found.near.numbers.tolist(), found.standing.tolist(), strict=True))
    assert (at[0], at[1], at[len(PEOPLE) + 1]) == ("0", person, "1")
    (new,) = np.flatnonzero(found.near.new).tolist()
    together = set(found.standing[found.labels == found.labels[new]].tolist())
    assert together <= {None, "1"}


def test_a_record_as_near_to_two_persons_is_left_to_a_person():
    one = ("ada", "adler", None, "5551112222", "1950-02-03", "bonn")
    two = ("ada", "adler", None, "5557778888", "1961-11-24", "bonn")
    either = ("ada", "adler", "ada@mail.example", None, None, "bonn")
    source = numbered([*ROWS, *[one] * 4, *[two] * 4, either])
    places = np.arange(len(ROWS) + 8)
    base = shelf_of(MODEL, [picked(source, places)], places.astype(np.uint64) + np.uint64(1))
    batch = shelf_of(MODEL, [picked(source, places[-1:] + 1)], np.array([999], dtype=np.uint64))
    none = np.empty(0, dtype=int)
    index = Index(MODEL, Known(base, none, base.without(none, Rules())))
    pairs = {len(ROWS) + n: len(ROWS) + n // 4 * 4 for n in range(8)}

    def members(numbers):
        people = {pairs.get(n, n) for n in numbers.tolist()}
        found = [n for n in places.tolist() if pairs.get(n, n) in people]
        return np.array(found), [str(pairs.get(n, n)) for n in found]

    found = matched(index, batch, members)
    (at,) = np.flatnonzero(found.near.new).tolist()
    assert (found.labels == found.labels[at]).sum() == 1
    asked = found.standing[np.stack(split_pairs(found.questions.pairs, len(found.labels)))]
    assert {str(len(ROWS)), str(len(ROWS) + 4)} <= set(asked.ravel().tolist())
