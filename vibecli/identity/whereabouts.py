"""Where a value is held: the rows of a column whose value has a normal form, in a blink.

Owns a key for each kind of value that equal normal forms share, made in SQL; small tables are
scanned by it, of large ones sorted arrays of it lie in files, one a column, good for as long as the
rows are. A key only finds candidates: their values are read and compared in normal form. It never
writes to a database, and what it keeps holds no value.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from vibecli import __version__
from vibecli.cache_file import write_cache_bytes
from vibecli.data.catalog import TableInfo
from vibecli.engine.base import Array, Session
from vibecli.engine.names import quote
from vibecli.identity.normal import code, email, phone

Values = dict[str, str | None]
Progress = Callable[[int, int, str], None]
Form = Literal["email", "phone", "id", "text"]  # text: exactly as it is
NORMAL: Mapping[Form, Callable[[str], str | None]] = {
    "email": email,
    "phone": phone,
    "id": code,
    "text": lambda text: text,
}
FOLDER = "whereabouts"
SMALL = 50_000  # rows up to which a scan is quick enough
_TAIL = 7  # digits of a phone that its key is made of
_PLAIN_USER = "replace(split_part(lower({v}), '@', 1), '.', '')"
_USER = (
    "replace(split_part(split_part(regexp_replace(lower({v}), '\\s|^mailto:', '', 'g'),"
    " '@', 1), '+', 1), '.', '')"
)
_WHOLE = "regexp_replace(trim({v}), '\\.0$', '')"  # 17.0 is the code 17
_SIGNS = "regexp_replace(lower({v}), '[^a-z0-9]', '', 'g')"
_KEYS: Mapping[Form, str] = {  # NULL where only the normal form, made in Python, tells it
    "email": "CASE WHEN strlen({v}) <> length({v}) THEN NULL"
    f" WHEN NOT regexp_matches({{v}}, '[\\s:+]') THEN {_PLAIN_USER}"
    f" WHEN NOT regexp_matches({{v}}, '^\\s*\\+|:\\s*\\+') THEN {_USER} END",
    "phone": "CASE WHEN strlen({v}) = length({v})"
    " AND NOT regexp_matches({v}, '[a-zA-Z]|\\.0|\\(0\\)')"
    f" THEN right(ltrim(regexp_replace({{v}}, '[^0-9]', '', 'g'), '0'), {_TAIL}) END",
    "id": "CASE WHEN strlen({v}) <> length({v}) THEN NULL"
    f" WHEN contains({{v}}, '.0') THEN {_SIGNS.format(v=_WHOLE)} ELSE {_SIGNS} END",
    "text": "{v}",
}
_UPPER, _LOWER = 0xFFFF_FFFF_0000_0000, 0xFFFF_FFFF  # a hash and the row it is of, in one number


@dataclass
class Whereabouts:
    """The look-up of one open database; nothing is kept without a folder."""

    session: Session
    folder: Path | None = None
    states: Mapping[str, str] = field(default_factory=dict)  # what the rows of tables are now
    small: int = SMALL
    progress: Progress = lambda *_: None
    _seen: dict[str, dict[int, Values]] = field(default_factory=dict)
    _hashes: dict[str, int] = field(default_factory=dict)

    def holding(self, info: TableInfo, column: str, form: Form, wanted: str) -> dict[int, Values]:
        """Give the rows with a value of this normal form in a column, as text by column."""
        held = info.column(column)
        if held is None or info.kind == "view" or not wanted:
            return {}
        key = _key(form, wanted)
        if info.rows <= self.small or self.folder is None or info.name.lower() not in self.states:
            found = self._scanned(info, held.name, form, key)
        else:
            found = self._looked_up(info, held.name, form, key)
        normal, rows = NORMAL[form], self.values(info, found)
        return {rid: row for rid, row in rows.items() if normal(row[held.name] or "") == wanted}

    def values(self, info: TableInfo, rids: Collection[int]) -> dict[int, Values]:
        """Give rows as text, by number and column."""
        known = self._seen.setdefault(info.name, {})
        names = [column.name for column in info.columns]
        texts = ", ".join(f"CAST(t.{quote(name)} AS VARCHAR)" for name in names)
        for row in self.rows(info, texts, [rid for rid in rids if rid not in known]):
            known[int(str(row[0]))] = dict(
                zip(names, (None if v is None else str(v) for v in row[1:]), strict=True)
            )
        return {rid: known[rid] for rid in sorted(rids)}

    def rows(
        self, info: TableInfo, selected: str, rids: Collection[int], ending: str = ""
    ) -> Sequence[tuple[object, ...]]:
        """Give the number and some expressions over `t` of rows."""
        if not rids:
            return ()
        return self.session.rows(
            f"SELECT t.__rid, {selected} FROM (SELECT unnest(?) AS r) v"
            f" JOIN {numbered(info)} t ON t.__rid = v.r {ending or 'ORDER BY 1'}",
            [sorted(rids)],
        )

    def _scanned(self, info: TableInfo, column: str, form: Form, key: str) -> list[int]:
        text, own = _expressions(column, form)
        rows = self.session.rows(
            f"SELECT __rid FROM {numbered(info)}"
            f" WHERE {text} IS NOT NULL AND ifnull({own} = ?, true)",
            [key],
        )
        return [int(rid) for (rid,) in rows]

    # Of large tables

    def _looked_up(self, info: TableInfo, column: str, form: Form, key: str) -> list[int]:
        kept = self._array(info, column, form)
        asked = self._hash(key)
        ends = np.array([asked, asked | _LOWER], dtype=np.uint64)
        start, end = np.searchsorted(kept, ends, side="left")
        return [int(one) & _LOWER for one in kept[start:end]]

    def _array(self, info: TableInfo, column: str, form: Form) -> Array:
        """Give hashes of keys with their rows, in order, from the file or made anew."""
        assert self.folder is not None, "arrays are kept in a folder"
        name = _digest(info.name, column, form)
        state = _digest(__version__, self._hash(FOLDER), self.states[info.name.lower()])
        path = self.folder / f"{name}-{state}.npy"
        with suppress(OSError, ValueError):
            kept: Array = np.load(path, mmap_mode="r")
            return kept
        self.progress(0, 1, f"looking through {info.name}.{column}, once")
        made = self._made(info, column, form)
        for old in self.folder.glob(f"{name}-*.npy"):
            with suppress(OSError):
                old.unlink()
        write_cache_bytes(path, lambda stream: np.save(stream, made))
        return made

    def _hash(self, key: str) -> int:
        """Give the upper half of the hash of the engine, whose next version may hash otherwise."""
        if key not in self._hashes:
            hashed = self.session.value(f"SELECT hash(?::VARCHAR) & {_UPPER}", [key])
            self._hashes[key] = int(str(hashed))
        return self._hashes[key]

    def _made(self, info: TableInfo, column: str, form: Form) -> Array:
        text, own = _expressions(column, form)
        base = f"FROM {numbered(info)} WHERE {text} IS NOT NULL"
        hashed = f"(hash(k) & {_UPPER}) | r::UINTEGER AS h, k IS NULL AS odd"
        found = self.session.arrays(f"SELECT {hashed} FROM (SELECT {own} AS k, __rid AS r {base})")
        hashes, odd = np.ma.getdata(found["h"]), np.ma.getdata(found["odd"])
        if odd.any():
            rows = self.session.rows(f"SELECT __rid, {text} {base} AND {own} IS NULL")
            normal = ((rid, NORMAL[form](str(value))) for rid, value in rows)
            said = [(rid, _key(form, made)) for rid, made in normal if made is not None]
            rids, keys = zip(*said, strict=True) if said else ((), ())
            more = self.session.arrays(
                f"SELECT {hashed} FROM"
                " (SELECT unnest(?::VARCHAR[]) AS k, unnest(?::BIGINT[]) AS r)",
                [[*keys], [*rids]],
            )
            hashes = np.concatenate([hashes[~odd], np.ma.getdata(more["h"])])
        return np.sort(hashes)


def _expressions(column: str, form: Form) -> tuple[str, str]:
    """Give the text of a column's values, and the key of it, in SQL."""
    text = f"CAST({quote(column)} AS VARCHAR)"
    return text, _KEYS[form].format(v=text)


def numbered(info: TableInfo) -> str:
    """Give a relation (for FROM): `__rid`, then the columns of a table."""
    number = "row_number() OVER ()" if info.column("rowid") else "rowid"
    return f"(SELECT {number} AS __rid, * FROM {info.table.sql})"


def _digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]


def _key(form: Form, wanted: str) -> str:
    """Give the key of a normal form."""
    match form:
        case "email":
            return wanted.partition("@")[0].replace(".", "")
        case "phone":
            return wanted[-_TAIL:]
        case _:
            return wanted
