"""Settings: one frozen object, each value with the place it came from.

Order: flag > VIBECLI_* variable > ./vibecli.toml > user file > default. Owns reading them; never
writes a file
and never holds or prints a key (keys stay in the provider's own variable or a key file).
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

EgressLevel = Literal["none", "names", "shapes", "values"]
PlannerChoice = Literal["auto", "offline", "model"]


@dataclass(frozen=True)
class Policy:
    """Limits measured on every change set ([policy] in vibecli.toml)."""

    protected: tuple[str, ...] = ()  # globs of table or table.column that a plan may not write
    max_changed: float = 0.5  # share of a table's rows; above it the person types the table's name
    max_removed: float = 0.1
    min_rows: int = 50  # smaller tables are not held to the two shares


@dataclass(frozen=True)
class Settings:
    """Everything that can be set."""

    workspace: Path  # the folder vibecli was started in, or --workspace
    database: Path
    state: Path  # plans, runs, sessions, egress log; default <workspace>/.vibecli
    planner: PlannerChoice = "auto"  # auto: the model when a key or base URL is set, else offline
    model: str = "gpt-5-mini"
    base_url: str | None = None
    key_file: Path | None = None
    egress: EgressLevel = "shapes"
    consent: tuple[str, ...] = ()  # hosts the project file consents to
    glossary: Path | None = None
    region: str | None = None  # ISO 3166 alpha-2, for phone numbers without a country prefix
    limit: int = 500  # rows shown of a query
    timeout: float = 600.0  # seconds a plan may run
    model_timeout: float = 60.0
    lock_timeout: float = 10.0
    memory_mb: int = 0  # 0: half of this machine's memory
    threads: int = 0  # 0: all cores
    policy: Policy = field(default_factory=Policy)
