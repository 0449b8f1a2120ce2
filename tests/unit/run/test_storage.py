import pytest

from vibecli.run.storage import stored_type


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        ("INTEGER", "INTEGER"),
        ("DECIMAL(38,10)", "DECIMAL(38,10)"),
        ("HUGEINT", "VARCHAR"),
        ("TIMESTAMP_S", "TIMESTAMP"),
        ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE"),
        ("ENUM('a[]', 'b)')", "VARCHAR"),
        ("INTEGER[3][]", "INTEGER[][]"),
        ("MAP(VARCHAR, INTEGER)", "VARCHAR"),
        ("STRUCT(a INTEGER, b TIME WITH TIME ZONE)", "STRUCT(a INTEGER, b VARCHAR)"),
        (
            "STRUCT(\"x, \"\"y\" HUGEINT, e ENUM('it''s, (', 'b'))[]",
            'STRUCT("x, ""y" VARCHAR, e VARCHAR)[]',
        ),
        ("SOMETHING NEW", "VARCHAR"),
    ],
)
def test_stored_types(kind, stored):
    assert stored_type(kind) == stored
