"""What `init` lays down: a commented vibecli.toml, a glossary to fill, a folder for intents."""

from pathlib import Path
from typing import Literal

from vibecli.errors import UsageError
from vibecli.model import Model

TOML = """\
# vibecli's settings for this workspace; every line is optional.
# `vibecli config` shows what is in force and where it comes from.
# database = "vibecli.duckdb"
# region = "DE"              # country of phone numbers without a prefix

[attach]
# crm = "crm.duckdb"         # a database to read beside, as crm.TABLE

[policy]
# protected = ["finance.*", "customers.national_id", "tag:credit-card"]
# approvals = { default = 1, forget = 2 }
# max_changed = 0.5          # above this share of a table's rows, its name must be typed
# max_removed = 0.1

[rules]
# null_share = "block"       # warn, confirm or block; `vibecli config` lists the rules
# overridable = ["null_share"]

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


class Laid(Model):
    """One file of a workspace, and whether it was made or there before."""

    file: str
    done: Literal["created", "kept"]


def make_workspace(folder: Path) -> tuple[Laid, ...]:
    """Write what is missing and give what became of each file.

    Raises UsageError when the folder refuses, with what was made before it did.
    """
    files = {"vibecli.toml": TOML, "glossary.yaml": GLOSSARY, ".gitignore": IGNORED}
    laid: list[Laid] = []
    try:
        (folder / "intents").mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = folder / name
            known = path.exists()
            if not known:
                path.write_text(text, encoding="utf-8")
            laid.append(Laid(file=str(path), done="kept" if known else "created"))
    except OSError as error:
        made = ", ".join(one.file for one in laid if one.done == "created")
        told = f"; {made} was made before" if made else ""
        hint = "vibecli init DIR, in a folder you may write to"
        raise UsageError(f"cannot write to {folder}: {error.strerror}{told}", hint=hint) from error
    return tuple(laid)
