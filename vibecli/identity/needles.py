"""What names a person in a text: the values that are looked for there, and where texts are.

Owns that a value stands by itself. It reads nothing.
"""

import re
from collections.abc import Iterator, Sequence

from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.identity.phone_text import phone_in_text

NEEDLE = 5  # letters a value has at least to be looked for in texts


def whole_needles(needles: Sequence[str], phones: Sequence[str] = ()) -> re.Pattern[str]:
    """Give the pattern of values that stand by themselves: ana@x.io is not in banana@x.io.

    Of phones, in whatever spelling.
    """
    listed = "|".join(map(re.escape, sorted(needles, key=len, reverse=True)))
    whole = rf"(?<![\w.+\-])(?:{listed})(?![\w\-]|\.\w)"
    return re.compile("|".join([whole, *filter(None, map(phone_in_text, phones))]), re.IGNORECASE)


def texts_of(table: TableInfo) -> Iterator[ColumnInfo]:
    """Give the columns of text, nested ones too, which may name a person."""
    for column in table.columns if table.kind == "table" else ():
        keyed = column.role in (Role.KEY, Role.FOREIGN_KEY) or column.name in table.key
        text = "VARCHAR" in column.type or column.type == "JSON"
        if text and not (keyed or column.generated):
            yield column
