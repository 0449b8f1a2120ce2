"""Tables and columns that are called by words of the grammar, with blanks, in other schemas."""

import pytest

from tests.unit.agent.planning import database, reply
from vibecli.agent.catalogue.help import intents_help
from vibecli.data.named_table import named_table
from vibecli.errors import NotFound

_NAMES = (
    '"Kunden Archiv"."Leden lijst"',
    '"of"',
    '"where"',
    '"Kunden Archiv"."x""y"',
    "s2.plain",
    '"2024 sales"',
)
_COLUMNS = (
    '"woon plaats" VARCHAR, "by" DOUBLE, "is" DATE',
    '"per" VARCHAR, "a.b" DOUBLE, "where at" DATE',
)
TABLES = 'CREATE SCHEMA "Kunden Archiv";\nCREATE SCHEMA s2;\n' + ";\n".join(
    f"""CREATE TABLE {name} ("Lid Nr" INTEGER PRIMARY KEY, "E-mail" VARCHAR, "Volledige naam" VARCHAR, {_COLUMNS[n % 2]});
INSERT INTO {name} SELECT i, 'p' || i || '@x.example', 'Person N' || i, ['Bonn', 'Ulm'][1 + i % 2], i * 1.5, DATE '2024-01-01' + i::INTEGER FROM range(40) t(i)"""
    for n, name in enumerate(_NAMES)
)

base = database(TABLES)


@pytest.mark.slow
def test_every_proposed_sentence_is_understood(base):
    _, catalog = base
    for table in catalog.tables:
        for _, example in intents_help(catalog.model_copy(update={"tables": (table,)})):
            assert reply(catalog, example).result.kind != "refusal", example


@pytest.mark.parametrize(
    ("intent", "kind"),
    [
        ('how many "kunden archiv"."leden lijst" per woon plaats', "query"),
        ('show 3 of "Leden lijst"', "query"),
        ('rename column "E-mail" in "Kunden Archiv"."Leden lijst" to mail', "alter"),
        ('delete from "Kunden Archiv"."Leden lijst" where "woon plaats" is Bonn', "remove"),
        ('copy all rows of "2024 sales" without E-mail into a new table no_mail', "write"),
    ],
)
def test_a_table_is_told_as_it_is_printed(base, intent, kind):
    assert [step.kind for step in reply(base[1], intent).result.steps] == [kind]


def test_a_table_is_known_without_its_schema_where_one_is_called_so(base):
    _, catalog = base
    assert named_table(catalog, "plain").name == "s2.plain"
    assert named_table(catalog, "leden LIJST").name == '"Kunden Archiv"."Leden lijst"'
    with pytest.raises(NotFound, match="no table plane"):
        named_table(catalog, "plane")
