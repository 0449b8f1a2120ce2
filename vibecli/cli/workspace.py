"""What `init` lays down: a commented vibecli.toml, a glossary to fill, a folder for intents."""

from collections.abc import Iterator
from pathlib import Path

from vibecli.errors import UsageError

TOML = """\
# vibecli's settings for this workspace; every line is optional.
# `vibecli config` shows what is in force and where it comes from.
# database = "vibecli.duckdb"
# region = "DE"              # country of phone numbers without a prefix

[policy]
# protected = ["finance.*", "customers.national_id"]
# max_changed = 0.5          # above this share of a table's rows, its name must be typed
# max_removed = 0.1

[egress]
# level = "shapes"           # none, names, shapes or values
# consent = ["api.example.com"]
"""
GLOSSARY = """\
# What the business's words mean. A planner uses these before anything else.
terms: {}
#  active customer:
#    meaning: bought something in the last year
#    table: customers
#    sql: last_order >= current_date - interval 1 year
metrics: {}
rules: []
joins: []
protected: []
"""
IGNORED = ".vibecli/\n*.duckdb.wal\n"


def make_workspace(folder: Path) -> Iterator[str]:
    """Write what is missing and tell, file by file. Raises UsageError when the folder refuses."""
    files = {"vibecli.toml": TOML, "glossary.yaml": GLOSSARY, ".gitignore": IGNORED}
    try:
        (folder / "intents").mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = folder / name
            if path.exists():
                yield f"kept     {path}"
            else:
                path.write_text(text, encoding="utf-8")
                yield f"created  {path}"
    except OSError as error:
        hint = "vibecli init DIR, in a folder you may write to"
        raise UsageError(f"cannot write to {folder}: {error.strerror}", hint=hint) from error
    yield "next: vibecli load FILE..."
