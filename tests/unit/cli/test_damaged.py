"""A database file that is damaged, empty or none: one line, and a hint that helps."""

import pytest

RESTORE = "put a backup of the file in its place"


@pytest.mark.parametrize(
    ("made", "code", "said"),
    [
        (lambda whole: whole[: len(whole) // 2], 5, RESTORE),
        (lambda whole: whole[:9000] + bytes(9000) + whole[18000:], 5, RESTORE),
        (lambda _: b"", 2, "a backup put in its place serves too"),
        (lambda _: bytes(range(256)) * 100, 2, "a backup put in its place serves too"),
    ],
)
def test_a_broken_database_is_told_with_what_helps(shop, ask, made, code, said):
    broken = shop / "broken.duckdb"
    broken.write_bytes(made((shop / "vibecli.duckdb").read_bytes()))
    ran = ask("tables", "--db", str(broken))
    assert (ran.code, said in ran.err, "vibecli load" in ran.err) == (code, True, False), ran.err
