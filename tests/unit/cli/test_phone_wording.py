"""Phone numbers brought to a calling code in words: another country's stay another country's."""

import json

import pytest

NUMBERS = {
    "+49 (0)171 5550101": "+491715550101",
    "0171 5550102": "+491715550102",
    "+44 7400 123456": "+447400123456",
    "0044 7400 123457": "+447400123457",
    "030 12345 / 030 12346": "030 12345 / 030 12346",
    "0171 5550103 wew. 12": "0171 5550103 wew. 12",
    "unknown": "unknown",
}
SHAPED = {"+49 (0)171 5550101": "+491715550101", "0171 5550102": "+491715550102"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "after"),
    [("to +49", NUMBERS), ("into the form +49171xxxxxxx", {n: n for n in NUMBERS} | SHAPED)],
)
def test_a_calling_code_is_of_numbers_without_one(ask, tmp_path, form, after):
    rows = "\n".join(f"{n},{text}" for n, text in enumerate(NUMBERS))
    (tmp_path / "people.csv").write_text(f"id,phone\n{rows}\n", encoding="utf-8")
    assert ask("load", str(tmp_path / "people.csv")).code == 0
    assert ask("ask", f"bring the phone numbers of people {form}", "--yes").code == 0
    shown = ask("ask", "show people", "-o", "json", "--unmask")
    assert [row["phone"] for row in json.loads(shown.out)] == [after[text] for text in NUMBERS]
