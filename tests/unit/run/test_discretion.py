"""What may be seen of a record's name goes by the role of its table's key."""

import pytest

from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.identity.mention import mention
from vibecli.run.discretion import Discretion
from vibecli.steps.base import StepResult


def table(name, key=(), **roles):
    columns = tuple(ColumnInfo(name=n, type="VARCHAR", role=role) for n, role in roles.items())
    return TableInfo(name=name, columns=columns, key=key)


WEB = table("web", ("email",), email=Role.EMAIL)
CRM = table("crm.people", ("id",), id=Role.KEY, email=Role.EMAIL)
VISITS = table("visits", ("email", "day"), email=Role.EMAIL, day=Role.TIME)
LOGS = table("logs", email=Role.EMAIL)
TABLES = (WEB, CRM, VISITS, LOGS)
HASH = "0123456789abcdef0123456789abcdef-1"


@pytest.mark.parametrize(
    ("source", "record", "shown"),
    [
        ("web", "anna.berg@example.com", "a**@e**.com"),
        ("MAIN.Web", "anna.berg@example.com", "a**@e**.com"),
        ("crm.people", "C-17", "C-17"),
        ("crm.people", "anna.berg@example.com", "anna.berg@example.com"),
        ("visits", '["anna.berg@example.com","2024-01-01"]', '["a**@e**.com", "2024-01-01"]'),
        ("visits", "anna.berg@example.com", "a**"),
        ("logs", HASH, HASH),
        ("nowhere", "anna.berg@example.com", "a**"),
    ],
)
def test_a_record_is_masked_as_its_key(source, record, shown):
    assert Discretion(TABLES).record(source, record) == shown
    assert Discretion(TABLES, bare=True).record(source, record) == record


def test_a_table_met_under_two_keys_is_masked_by_the_personal_one():
    both = Discretion((CRM, CRM.model_copy(update={"key": ("email",)})))
    assert both.record("crm.people", "anna.berg@example.com") == "a**@e**.com"


def test_a_reason_and_a_steps_account_name_records_as_they_may_be_shown():
    reason = f"as web '{mention('web', 'anna.berg@example.com')}', logs {mention('logs', HASH)}"
    told = "as web 'a**@e**.com', logs 0123456789ab"
    assert Discretion(TABLES).reason(reason) == told
    assert "anna.berg@" in Discretion(TABLES, bare=True).reason(reason)
    result = StepResult(step="s1", kind="match", headline=reason, details=(reason,))
    shown = Discretion(TABLES).result(result)
    assert (shown.headline, shown.details) == (told, (told,))


def test_a_row_tells_whose_record_an_id_is():
    info = table("people", source=None, record_id=Role.CODE, email=Role.EMAIL)
    of = info.columns[1].model_copy(update={"record_of": "source"})
    info = info.model_copy(update={"columns": (info.columns[0], of, info.columns[2])})
    names, see = ("source", "record_id", "email"), Discretion(TABLES)
    assert see.row(("crm.people", "C-17", "anna@x.example"), info, names)[1] == "C-17"
    assert see.row(("web", "anna@x.example", None), info, names)[1] == "a**@**"
    assert see.row((None, "C-17", None), info, names)[1] == "C**"
    assert see.row(("C-17",), info, ("record_id",)) == ("C**",)


def test_evidence_may_tell_the_role_of_a_value():
    info, names = table("s1_unparsed", value=Role.AMOUNT), ("column", "value", "value_role")
    row = Discretion().row(("phone", "0151 2345678 or so", "phone"), info, names)
    assert row[1] == "**78"
    assert Discretion().row(("n", "12,5", "amount"), info, names)[1] == "12,5"
