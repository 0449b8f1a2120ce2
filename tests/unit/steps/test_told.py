"""What rules and features come to in words: no code, no powers of ten."""

import pytest

from tests.unit.stream.shop import RULE
from tests.unit.stream.test_live import FEATURES
from vibecli.steps.feature_told import _short
from vibecli.steps.standing import Identifier
from vibecli.steps.standing_told import compared, parts
from vibecli.steps.standing_trial import Named, Trial


def test_features_that_a_rule_keeps_no_more_are_told_as_one_line():
    lines = tuple(Named(1, 1, 0) for _ in RULE.identifiers)
    before = RULE.model_copy(update={"features": FEATURES, "features_table": "f"})
    for now, then in ((RULE, before), (before, RULE)):
        rows = compared(now, then, Trial(1, 1, 0, 0, 0, lines))
        assert [row[0] for row in rows].count("features") == 1
        assert not any("{" in cell for row in rows for cell in row)


def test_the_role_of_a_field_is_not_told_where_it_is_only_its_name():
    no = Identifier(field="guestNo", role="guestno", columns=("profile.guest_no",))
    rule = RULE.model_copy(update={"identifiers": (no, RULE.identifiers[0])})
    told = [line for part, line in parts(rule) if part[0] == "identifier"]
    assert told == [
        "guestNo in profile.guest_no",
        "customer.email as email in profile.email",
    ]


@pytest.mark.parametrize(
    ("number", "said"),
    [(60_620.4, "60,620"), (-1_234_567, "-1,234,567"), (3.14159, "3.142"), (804.66, "804.7")],
)
def test_numbers_of_features_are_told_without_powers_of_ten(number, said):
    assert _short(number) == said
