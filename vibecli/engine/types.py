"""The names of the engine's number types, as it spells them."""

_SIGNED = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_UNSIGNED = ("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
WHOLE = (*_SIGNED, *_UNSIGNED)
FLOATS = ("FLOAT", "DOUBLE")
NUMBERS = (*WHOLE, *FLOATS, "DECIMAL")  # DECIMAL has its digits behind it
_BITS = {"TINY": 8, "SMALL": 16, "": 32, "BIG": 64, "HUGE": 128}  # by what stands before INT


def largest(kind: str) -> int:
    """Give the largest number that a type of whole numbers holds."""
    plain = kind.removeprefix("U") if kind in _UNSIGNED else kind
    return int(2 ** (_BITS[plain.partition("INT")[0]] - (kind not in _UNSIGNED)) - 1)
