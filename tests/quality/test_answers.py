"""Answers improve what nobody asked about: cluster F1 of the persons no question was about."""

import random
from dataclasses import dataclass
from string import ascii_lowercase

import pytest

from tests.quality.test_identity_floors import BESIDE, SHARED, load, pairs
from tests.unit.identity.people import TOWNS, source_of
from vibecli.identity.options import Options
from vibecli.identity.prints import print_text, record_prints
from vibecli.identity.questions import questions
from vibecli.identity.resolve import resolve
from vibecli.identity.verdicts import Side, Verdict

pytestmark = pytest.mark.slow

SYLLABLES = [
    "ba",
    "ker",
    "lin",
    "mar",
    "son",
    "tor",
    "vel",
    "gra",
    "den",
    "fi",
    "hol",
    "ster",
    "wa",
    "ris",
    "ko",
]


@dataclass
class Oracle:
    """Somebody who knows the truth and answers the most important questions first."""

    sources: list
    truth: dict

    def __post_init__(self):
        self.prints = {
            (source.name, record): print_text(said)
            for source in self.sources
            for record, said in zip(
                source.ids.tolist(), record_prints(source).tolist(), strict=True
            )
        }

    def answered(self, resolution, count):
        """Give the answers to the first questions."""
        found = questions(resolution.outcome.evidence)[:count]
        return tuple(self._answer(q.left, q.right) for q in found)

    def _answer(self, left, right):
        same = self.truth[left[1]] == self.truth[right[1]]
        sides = {}
        for name, record in (("left", left), ("right", right)):
            side = Side(record[0], self.prints[record], record[1])
            sides |= {f"{name}_{part}": value for part, value in side._asdict().items()}
        verdict = "same" if same else "different"
        return Verdict(**sides, verdict=verdict, by="oracle", at="", via="queue")

    def held_out_f1(self, resolution, verdicts):
        """Give the F1 over the records of persons that no answer names."""
        named = {self.truth[r] for v in verdicts for r in (v.left_record, v.right_record)}
        frame = resolution.frame
        cells = [
            (label, self.truth[record])
            for label, record in zip(resolution.labels.tolist(), frame.ids.tolist(), strict=True)
            if self.truth[record] not in named
        ]
        both, found, true = pairs(cells), pairs(c for c, _ in cells), pairs(t for _, t in cells)
        return 2 * both / (found + true)


def gain(sources, truth, count=50):
    """Give the F1 of the others before and after so many answers."""
    oracle = Oracle(sources, truth)
    before = resolve(sources, Options())
    verdicts = oracle.answered(before, count)
    assert len(verdicts) == count
    after = resolve(sources, Options(verdicts=verdicts))
    return oracle.held_out_f1(before, verdicts), oracle.held_out_f1(after, verdicts)


def mistyped(dice, text, share):
    if dice.random() >= share:
        return text
    at = dice.randrange(len(text))
    return text[:at] + dice.choice(ascii_lowercase) + text[at + 1 :]


def people(seed, count=1200):
    """Give records of made-up people, full of gaps and slips, and who is behind each."""
    dice = random.Random(seed)
    families = ["".join(dice.choices(SYLLABLES, k=3)) for _ in range(300)]
    names = ["".join(dice.choices(SYLLABLES, k=2)) for _ in range(90)]
    rows, truth = [], {}
    for person in range(count):
        name, family, town = dice.choice(names), dice.choice(families), dice.choice(TOWNS)
        mail, phone = f"{name}.{family}{dice.randrange(99)}@mail.example", dice.randrange(10**9)
        birth = f"{dice.randint(1940, 2005)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        for _ in range(dice.choice([1, 2, 2, 3])):
            kept = [dice.random() < share for share in (0.4, 0.4, 0.65)]
            rows.append((
                mistyped(dice, name, 0.2), mistyped(dice, family, 0.2),
                mistyped(dice, mail, 0.2) if kept[0] else None, f"{phone:09}" if kept[1] else None,
                mistyped(dice, birth, 0.15) if kept[2] else None,
                dice.choice(TOWNS) if dice.random() < 0.3 else town,
            ))  # fmt: skip
            truth[f"{len(rows):05}"] = person
    return [source_of("people", list(truth), rows)], truth


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_fifty_answers_improve_the_rest(seed):
    before, after = gain(*people(seed))
    assert after >= before + 0.01


@BESIDE
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "least"), [("historical_50k", 0.002), ("chicago_childcare", -0.002), ("cora", -0.003)]
)
def test_fifty_answers_improve_the_rest_of_real_records(name, least):
    """Gain for people; where one bit of doubt fits no kind of merge they do no harm."""
    before, after = gain(*load(SHARED, name))
    assert after >= before + least
