"""A phone number in running text: found however it is spelled, never in a longer number."""

import re

import pytest

from vibecli.identity.phone_text import phone_digits, phone_in_text

SPELT = (
    "+49 30 123454321",
    "0049 (0)30 12345 4321",
    "030-123 454 321",
    "(030) 123454321",
    "4930123454321",
)


@pytest.mark.parametrize("stored", [*SPELT[:3], "+4930123454321"])
@pytest.mark.parametrize("said", SPELT)
def test_a_phone_is_found_however_it_is_stored_and_said(stored, said):
    if stored.startswith("030") and said == SPELT[-1]:
        pytest.skip("a bare country code is told by no number inside the country")
    text = f"ring {said}, or 24/7"
    assert re.search(phone_digits(stored), text)
    assert re.sub(phone_in_text(stored), "X", text) == "ring X, or 24/7"


@pytest.mark.parametrize(
    "said",
    [
        "9903012345432177", "903 012 345 4321 77", "030 123 454 3210", "DE89 3704 0301 2345 4321",
        "030 123 454 321 555", "1.30123454321", "+43 30 123454321", "x030123454321", "30-123-454-321-9",
    ],
)  # fmt: skip
def test_a_longer_number_is_no_phone(said):
    assert re.sub(phone_in_text("+49 30 123454321"), "X", said) == said


def test_a_number_without_a_trunk_zero_is_found_and_a_word_is_no_phone():
    said = "(415) 555-0199 or 415.555.0199, 1-415-555-0199"
    for stored in ("+1 415 555 0199", "415-555-0199"):
        assert re.sub(phone_in_text(stored), "X", said) == "X or X, X"
    assert phone_in_text("L-2") == phone_digits("n/a") == ""
