"""The dictionary of business words: one meaning said in other words, in German, or cut short."""

import pytest

from vibecli.agent.catalogue.dictionary import MEANINGS, QUALIFIERS, WIDER
from vibecli.agent.catalogue.nearness import SAME, column_score, table_score
from vibecli.agent.catalogue.senses import compound, qualifies, same, senses, takes, wider
from vibecli.agent.catalogue.words import name_tokens


def test_every_meaning_has_a_name_of_its_own_and_says_each_form_once():
    firsts = [forms[0] for forms in MEANINGS]
    assert len(set(firsts)) == len(firsts)
    for forms in MEANINGS:
        assert len(set(forms)) == len(forms) > 1, forms


def test_wide_words_and_qualifiers_speak_of_meanings_there_are():
    firsts = {forms[0] for forms in MEANINGS}
    assert set(WIDER) | {w for words in WIDER.values() for w in words.split()} <= firsts
    assert set(QUALIFIERS) <= firsts


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("branches", "Filialen"),
        ("companies", "org"),
        ("bills", "inv"),
        ("shops", "store"),
        ("prospects", "Interessenten"),
        ("campaign contacts", "Kampagnenkontakte"),
        ("orders", "order_header"),
        ("accounts", "web_account"),
    ],
)
def test_a_table_is_found_by_other_words(said, name):
    assert table_score(name_tokens(said), name, "main", frozenset()) >= SAME - 5


@pytest.mark.parametrize(
    ("said", "table", "name"),
    [
        ("booking date", "Buchungen", "Buchungstag"),
        ("account type", "Konten", "Kontoart"),
        ("customer number", "Konten", "KundenNr"),
        ("value date", "Buchungen", "Wertstellung"),
        ("credit limit", "Konten", "Verfügungsrahmen"),
        ("company name", "org", "nm"),
        ("due date", "inv", "due_dt"),
        ("Währung", "account", "currency"),
        ("waehrung", "account", "currency"),
        ("surname", "lead", "l_nm"),
    ],
)
def test_a_column_is_found_by_other_words(said, table, name):
    assert column_score(name_tokens(said), table, name) >= SAME


@pytest.mark.parametrize(
    ("said", "table", "name"),
    [
        ("profession", "Kunden", "Status"),
        ("weather", "Filialen", "Region"),
        ("interest rate", "Konten", "Saldo"),
        ("since", "customers", "created_at"),
    ],
)
def test_other_things_are_not_found(said, table, name):
    assert column_score(name_tokens(said), table, name) == 0


def test_compounds_are_taken_apart_only_into_known_words():
    assert compound("buchungstag") == ("buchung", "tag")
    assert compound("kontakte") == ("kontakte",)
    assert compound("xylophon") == ("xylophon",)
    assert ("due_date",) not in takes(("due", "date"))
    assert ("value_date",) in takes(("value", "date"))


def test_wide_words_may_mean_more_than_the_same():
    assert not same("customer", "usr")
    assert wider("customer", "usr")
    assert not wider("ticket", "kunde")
    assert qualifies("support", "ticket")
    assert not qualifies("concert", "ticket")
    assert senses("weather") == frozenset()
