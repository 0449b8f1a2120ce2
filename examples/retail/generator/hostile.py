"""Strings that break careless tools, put into a few records without hiding who they are about."""

from generator.tables import ACCOUNTS, COLUMNS, CUSTOMERS, PROFILES

Rows = list[list[str]]

# table, column, text; "{}" stands for the value already there
STRINGS = (
    (CUSTOMERS, "last_name", "{}'; DROP TABLE customers;--"),
    (CUSTOMERS, "first_name", "[red]{}[/red]"),
    (CUSTOMERS, "street", "{}\x1b[2J\x1b[31mALERT\x1b[0m"),
    (CUSTOMERS, "last_name", "\u202e{}\u202c"),
    (CUSTOMERS, "first_name", '=HYPERLINK("http://evil.example","{}")'),
    (CUSTOMERS, "street", "{}\nc/o \"The Old Mill\", 2nd floor; door 'B'"),
    (CUSTOMERS, "street", "{} " + "flat 7, staircase C, " * 60),
    (CUSTOMERS, "city", "\u200b{}\ufeff"),
    (CUSTOMERS, "last_name", "{} OR 1=1"),
    (CUSTOMERS, "first_name", "{{{{7*7}}}} {}"),
    (CUSTOMERS, "first_name", "{}\U0001f600"),
    (ACCOUNTS, "member_name", "@SUM(1+1)*cmd|' /C calc'!A0 {}"),
    (ACCOUNTS, "address_line", "<script>alert(1)</script> {}"),
    (ACCOUNTS, "member_name", "{}\x07\x1b]0;owned\x07"),
    (ACCOUNTS, "town", "{}\u2066\u2069"),
    (ACCOUNTS, "address_line", "..\\..\\{}"),
    (PROFILES, "full_name", "{} [/bold][link=https://evil.example]"),
    (PROFILES, "city", "$(touch owned) `id` {}"),
    (PROFILES, "full_name", "\u200f{}\u200e"),
    (PROFILES, "phone", "+CALL({})"),
)


def plant(tables: dict[str, Rows]) -> None:
    """Put each string into a record of its table, evenly spread, where the column has a value."""
    for number, (table, column, text) in enumerate(STRINGS):
        rows, at = tables[table], COLUMNS[table].index(column)
        start = (number * 197 + 61) % len(rows)
        row = next(row for row in rows[start:] if row[at])
        row[at] = text.format(row[at])
