"""The names of the engine's number types, as it spells them."""

_SIGNED = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_UNSIGNED = ("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
WHOLE = (*_SIGNED, *_UNSIGNED)
FLOATS = ("FLOAT", "DOUBLE")
NUMBERS = (*WHOLE, *FLOATS, "DECIMAL")  # DECIMAL has its digits behind it
