"""A match said in flags: the same plan as the words it is kept by, and nothing guessed."""

import pytest

from tests.unit.agent.test_refine import plan, retail  # noqa: F401
from vibecli.agent.flags import MatchFlags, match_intent
from vibecli.errors import NotFound, UsageError

BOTH = ("crm.customers", "accounts")
FLAGS = [
    {"tables": ("customers",)},
    {"tables": BOTH, "one_to_one": True, "accept": 0.97, "review": 0.6},
    {"tables": BOTH, "same": ("email",), "different": ("birth_date", "phone")},
    {"tables": (*BOTH, "unified_profile"), "same": ("loyalty_account_no=account_no",)},
    {"tables": BOTH, "ignore": ("phone", "town"), "mode": "incremental", "into": "vip_links"},
]


@pytest.mark.parametrize("flags", FLAGS)
def test_the_words_kept_are_read_back_as_the_same_match(retail, flags):  # noqa: F811
    intent = match_intent(MatchFlags(**flags), retail[1])
    read = plan(retail[1], intent.intent).result
    ours, theirs = (p.steps[0].model_dump() for p in (intent.plan, read))
    if "=" in "".join(flags.get("same", ())):  # two names of one column are one in words
        ours.pop("rules"), theirs.pop("rules")
    assert ours == theirs
    assert intent.plan.title.startswith("Match ")


def test_a_rule_takes_a_column_by_name_role_or_other_name(retail):  # noqa: F811
    flags = MatchFlags(
        tables=(*BOTH, "unified_profile"),
        same=("EMAIL", "loyalty_account_no=account_no"),
        different=("dob",),
    )
    plan_ = match_intent(flags, retail[1]).plan
    assert [rule.columns for rule in plan_.steps[0].rules] == [
        ("email", "e_mail", "email"),
        (None, "account_no", "loyalty_account_no"),
        ("birth_date", "dob", None),
    ]
    assert [note.text.split(" has no ")[0] for note in plan_.assumptions] == [
        "crm.customers", "unified_profile",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "told", "hint"),
    [
        ({"tables": ("customer",)}, "no table customer", "did you mean crm.customers?"),
        ({"tables": BOTH, "same": ("emial",)}, "no column emial in", "did you mean email?"),
        ({"tables": BOTH, "different": ("email=x",)}, "no column x in", "columns there are"),
        ({"tables": BOTH, "ignore": ("phon",)}, "no column phon in", "did you mean phone?"),
        ({"tables": ("customers",), "one_to_one": True}, "needs at least two", "vibecli match"),
        ({"tables": BOTH, "accept": 97}, "--accept 97 is no probability", "--accept 0.97"),
        ({"tables": BOTH, "mode": "fast"}, "no mode fast", "full, incremental, auto"),
    ],
)
def test_what_is_not_there_is_refused_in_one_line(retail, flags, told, hint):  # noqa: F811
    with pytest.raises(UsageError) as caught:
        match_intent(MatchFlags(**flags), retail[1])
    assert told in caught.value.message
    assert hint in caught.value.hint
    assert isinstance(caught.value, NotFound) == told.startswith(("no table", "no column"))
