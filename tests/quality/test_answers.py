"""Answers improve what nobody asked about: cluster F1 of the persons no question was about."""

from dataclasses import dataclass

import pytest

from tests.quality.test_identity_floors import BESIDE, HERE, SHARED, load, pairs
from vibecli.identity.prints import print_text, record_prints
from vibecli.identity.questions import questions
from vibecli.identity.resolve import Options, resolve
from vibecli.identity.verdicts import Side, Verdict


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


def gain(folder, name, count):
    """Give the F1 of the others before and after so many answers."""
    oracle = Oracle(*load(folder, name))
    before = resolve(oracle.sources, Options())
    verdicts = oracle.answered(before, count)
    assert len(verdicts) == count
    after = resolve(oracle.sources, Options(verdicts=verdicts))
    assert after.rulings.applied == count
    return oracle.held_out_f1(before, verdicts), oracle.held_out_f1(after, verdicts)


def test_answers_improve_the_rest_of_a_small_set():
    """The set has 52 questions: fifty answers leave no other to improve, half of them do."""
    before, after = gain(HERE, "fake_1000", 25)
    assert after >= before + 0.001


@BESIDE
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "least"), [("historical_50k", 0.005), ("chicago_childcare", 0.01)]
)
def test_fifty_answers_improve_the_rest(name, least):
    before, after = gain(SHARED, name, 50)
    assert after >= before + least
