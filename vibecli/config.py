"""Settings: one frozen object, each value with the place it came from.

Order: flag > VIBECLI_* variable > vibecli.toml > user file > default. Owns finding and merging
them; never writes a file and never holds or prints a key (keys stay in the provider's own variable
or in a key file).

Both files have the same keys; paths in a file are relative to its folder:

    database, state, planner, glossary, contracts, region, limit, timeout, lock_timeout, memory_mb,
    disk_mb, threads, kafka_properties
    [actions] see `actionbook`
    [attach]  NAME = "FILE": a database whose tables every plan may read as NAME.table
    [model]   name, base_url, key_file, timeout, run_tokens, session_tokens, run_cost, session_cost,
              input_price, output_price
    [egress]  level, consent = ["host", ...]
    [policy]  see `policybook`
    [retention] keep, days
    [rules]   see `rulebook`
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from vibecli.actionbook import Action, actions
from vibecli.errors import UsageError
from vibecli.policybook import LEVELS, POLICY_READERS, Consent, EgressLevel, Policy
from vibecli.rulebook import READERS, Rules
from vibecli.setting import Reader, choice, databases, number, path_in, region, string, texts, url
from vibecli.settings_file import PROJECT_FILE, SettingsFile, read_settings_file

PlannerChoice = Literal["auto", "offline", "model"]
USER_FILE = "config.toml"


@dataclass(frozen=True)
class Retention:
    """What `vibecli prune` keeps ([retention] in vibecli.toml); 0: no limit."""

    keep: int = 0  # the last so many applied, and as many reviewed, plans
    days: float = 0.0


@dataclass(frozen=True)
class Budget:
    """What a model may take ([model] in vibecli.toml), in tokens and in money; 0: no limit."""

    run_tokens: int = 100_000  # of one intent, with its repairs
    session_tokens: int = 1_000_000  # of one conversation
    run_cost: float = 0.0  # in the currency of the prices
    session_cost: float = 0.0
    input_price: float = 0.0  # of a million tokens
    output_price: float = 0.0


@dataclass(frozen=True)
class Settings:
    """Everything that can be set."""

    workspace: Path  # the folder vibecli was started in, or --workspace
    database: Path
    state: Path  # plans, runs, sessions, egress log; default <workspace>/.vibecli
    attach: Mapping[str, Path] = field(default_factory=dict)  # read only, by name
    planner: PlannerChoice = "auto"  # auto: the model when a key or base URL is set, else offline
    model: str = "gpt-5-mini"
    base_url: str | None = None
    key_file: Path | None = None
    egress: EgressLevel = "shapes"
    consent: tuple[str, ...] = ()  # hosts the project file consents to
    glossary: Path | None = None
    contracts: Path | None = None  # folder of data contracts; None: <workspace>/contracts
    region: str | None = None  # ISO 3166 alpha-2, for phone numbers without a country prefix
    limit: int = 500  # rows shown of a query
    timeout: float = 600.0  # seconds a plan may run
    model_timeout: float = 60.0
    lock_timeout: float = 10.0
    memory_mb: int = 0  # 0: half of this machine's memory
    disk_mb: int = 0  # of temporary files of a plan; 0: most of what is free
    threads: int = 0  # 0: all cores
    kafka_properties: Path | None = None  # file of the Kafka client's settings, secrets too
    actions: Mapping[str, Action] = field(default_factory=dict)  # by name
    policy: Policy = field(default_factory=Policy)
    retention: Retention = field(default_factory=Retention)
    budget: Budget = field(default_factory=Budget)

    @property
    def rules(self) -> Rules:
        """How much each rule asks, part of the policy."""
        return self.policy.rules


@dataclass(frozen=True)
class SettingSource:
    """One setting as shown to a person, and where it was set."""

    name: str
    value: str
    source: str  # flag, VIBECLI_MODEL, vibecli.toml:3, or default
    note: str = ""  # which given values another place's stand over


@dataclass(frozen=True)
class _Given:
    """A raw value, its place, and the folder its relative paths start from."""

    value: object
    source: str
    folder: Path


@dataclass(frozen=True)
class _Setting:
    """How one setting is read and where it may stand."""

    name: str
    read: Reader
    key: str = ""  # in the files, dotted
    variables: tuple[str, ...] = ()
    adds: bool = False  # a mapping: what is given in one place is added to that of the others


def load_settings(
    flags: Mapping[str, object], environment: Mapping[str, str], cwd: Path
) -> tuple[Settings, tuple[SettingSource, ...]]:
    """Give the settings in force here, and the place each value came from. Raises UsageError."""
    unknown = set(flags) - {setting.name for setting in _SETTINGS}
    if unknown:
        raise ValueError(f"no such settings: {sorted(unknown)}")
    start = next(_given(_WORKSPACE, flags, environment, cwd, ()), None)
    workspace = _read(_WORKSPACE, start) if start else find_workspace(cwd, environment)
    assert isinstance(workspace, Path)
    files = tuple(_files(workspace, environment))
    values: dict[str, Any] = {}
    told: dict[str, SettingSource] = {}
    for setting in _SETTINGS:
        given = [*_given(setting, flags, environment, cwd, files)]
        if given and setting.adds:
            values[setting.name], told[setting.name] = _added(setting, given)
        elif given:
            values[setting.name] = _read(setting, given[0])
            told[setting.name] = SettingSource(setting.name, "", given[0].source)
    settings = _settings(workspace, values)
    ceiling = settings.policy.model_may_see
    if LEVELS.index(settings.egress) > LEVELS.index(ceiling):
        over = f"egress is {ceiling}, not {settings.egress}: policy.model_may_see allows no more"
        set_at = told.get("egress") or SettingSource("egress", "", "default")
        told["egress"] = replace(set_at, source="policy.model_may_see", note=over)
        settings = replace(settings, egress=ceiling)
    return settings, tuple(_shown(settings, told))


def find_workspace(cwd: Path, environment: Mapping[str, str]) -> Path:
    """Give the nearest folder upwards with a vibecli.toml, up to the home folder, else `cwd`."""
    home = environment.get("HOME") or environment.get("USERPROFILE")
    for folder in (cwd, *cwd.parents):
        if _exists(folder / PROJECT_FILE):
            return folder
        if home and folder == Path(home):
            break
    return cwd


def _settings(workspace: Path, values: dict[str, Any]) -> Settings:
    grouped: dict[str, dict[str, Any]] = {name: {} for name in _GROUPS}
    for name in [name for name in values if "." in name]:
        group, _, field_name = name.partition(".")
        grouped[group][field_name] = values.pop(name)
    values.setdefault("database", workspace / "vibecli.duckdb")
    values.setdefault("state", workspace / ".vibecli")
    if os.path.lexists(workspace / "glossary.yaml"):
        values.setdefault("glossary", workspace / "glossary.yaml")
    policy = replace(Policy(**grouped["policy"]), rules=Rules(**grouped["rules"]))
    others = {"retention": Retention, "budget": Budget}
    made = {name: group(**grouped[name]) for name, group in others.items()}
    return Settings(**{**values, **made, "policy": policy, "workspace": workspace})


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder that may not be entered holds nothing for us
        return False


def _given(
    setting: _Setting,
    flags: Mapping[str, object],
    environment: Mapping[str, str],
    cwd: Path,
    files: tuple[SettingsFile, ...],
) -> Iterator[_Given]:
    """Give every value there is, the one that wins first; none when the default holds."""
    if flags.get(setting.name) is not None:
        yield _Given(flags[setting.name], "flag", cwd)
    for variable in setting.variables:
        if environment.get(variable):
            yield _Given(environment[variable], variable, cwd)
    for file in files:
        if setting.key in file.values:
            yield _Given(file.values[setting.key], file.place(setting.key), file.path.parent)


def _read(setting: _Setting, given: _Given) -> object:
    try:
        return setting.read(given.value, given.folder)
    except ValueError as error:
        raise UsageError(
            f"{_where(setting, given)} must be {error}", hint=_mend(setting, given)
        ) from None


def _added(setting: _Setting, given: list[_Given]) -> tuple[dict[str, Any], SettingSource]:
    """Give a mapping of what all places give, and what one place says over another."""
    values: dict[str, Any] = {}
    over: list[str] = []
    for one in given:
        value: Any = _read(setting, one)
        said = ((name, other) for name, other in value.items() if values.get(name, other) != other)
        over += [f"{name} is {values[name]}, not {other} of {one.source}" for name, other in said]
        values = {**value, **values}
    places = ", ".join(dict.fromkeys(one.source for one in given))
    return values, SettingSource(setting.name, "", places, "; ".join(over))


def _where(setting: _Setting, given: _Given) -> str:
    """Give where a person set a value, as they wrote it."""
    if given.source == "flag":
        return _FLAGS.get(setting.name, f"--{setting.name.replace('_', '-')}")
    return given.source if given.source in setting.variables else f"{given.source}: {setting.key}"


def _mend(setting: _Setting, given: _Given) -> str:
    """Say what to edit, and show the line with the default, where there is one."""
    group, _, name = setting.name.rpartition(".")
    owner: Any = _GROUPS.get(group, Settings)
    default = next(one.default for one in fields(owner) if one.name == name)
    usual = default if isinstance(default, int | float | str) else None
    where = _where(setting, given)
    if given.source == "flag":
        return "vibecli --help" if usual is None else f"for example {where} {_plain(usual)}"
    if given.source in setting.variables:
        return f"unset {given.source}" + (
            "" if usual is None else f", or set it to {_plain(usual)}"
        )
    line = "" if usual is None else f", for example {setting.key.rpartition('.')[2]} = "
    value = "" if usual is None else f'"{usual}"' if isinstance(usual, str) else _plain(usual)
    return f"edit {given.folder / given.source.partition(':')[0]}{line}{value}"


def _plain(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _shown(settings: Settings, told: Mapping[str, SettingSource]) -> Iterator[SettingSource]:
    for setting in _SETTINGS:
        group, _, name = setting.name.rpartition(".")
        value = getattr(getattr(settings, group) if group else settings, name)
        one = told.get(setting.name) or SettingSource(setting.name, "", "default")
        yield replace(one, value=_text(value))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {file}" for name, file in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(_item, value))
    return re.sub(r"(?<=://)[^/@]+@", "***@", str(value))  # a URL may carry a password


def _item(value: object) -> str:
    if isinstance(value, Consent):
        return f"{value.purpose}: {value.table} where {value.where}"
    if not isinstance(value, tuple):
        return str(value)
    name, said = value
    return f"{name} = {said}" if isinstance(said, int) else str(name)


def _files(workspace: Path, environment: Mapping[str, str]) -> Iterator[SettingsFile]:
    project = _read_file(workspace / PROJECT_FILE)
    if project:
        yield project
    chosen = environment.get("VIBECLI_CONFIG")
    user = Path(chosen) if chosen else None if chosen == "" else _user_file()
    try:
        found = _read_file(user) if user else None
    except PermissionError:  # a home folder of someone else (containers, services): no user file
        found = None
    if found:
        yield found


def _user_file() -> Path | None:
    import platformdirs

    try:
        return Path(platformdirs.user_config_dir("vibecli")) / USER_FILE
    except (OSError, RuntimeError):
        return None


def _read_file(path: Path) -> SettingsFile | None:
    return read_settings_file(path, _KEYS)


_LONGEST = 10_000_000  # seconds, about four months
_MOST_TOKENS = 10**9
_GROUPS = {"policy": Policy, "rules": Rules, "retention": Retention, "budget": Budget}
_FLAGS = {"database": "--db"}  # the others are named like their setting
_WORKSPACE = _Setting("workspace", path_in, "", ("VIBECLI_WORKSPACE",))
_SETTINGS = (
    _WORKSPACE,
    _Setting("database", path_in, "database", ("VIBECLI_DB", "VIBECLI_DATABASE")),
    _Setting("state", path_in, "state", ("VIBECLI_STATE",)),
    _Setting("attach", databases, "attach", ("VIBECLI_ATTACH",), adds=True),
    _Setting("actions", actions, "actions"),
    _Setting("planner", choice(PlannerChoice), "planner", ("VIBECLI_PLANNER",)),
    _Setting("model", string, "model.name", ("VIBECLI_MODEL",)),
    _Setting("base_url", url, "model.base_url", ("VIBECLI_BASE_URL", "OPENAI_BASE_URL")),
    _Setting("key_file", path_in, "model.key_file", ("VIBECLI_KEY_FILE",)),
    _Setting("model_timeout", number(0.1, _LONGEST), "model.timeout", ("VIBECLI_MODEL_TIMEOUT",)),
    _Setting("egress", choice(EgressLevel), "egress.level", ("VIBECLI_EGRESS",)),
    _Setting("consent", texts, "egress.consent", ("VIBECLI_CONSENT",)),
    _Setting("glossary", path_in, "glossary", ("VIBECLI_GLOSSARY",)),
    _Setting("contracts", path_in, "contracts", ("VIBECLI_CONTRACTS",)),
    _Setting("region", region, "region", ("VIBECLI_REGION",)),
    _Setting("limit", number(0, whole=True), "limit", ("VIBECLI_LIMIT",)),
    _Setting("timeout", number(0.1, _LONGEST), "timeout", ("VIBECLI_TIMEOUT",)),
    _Setting("lock_timeout", number(0, _LONGEST), "lock_timeout", ("VIBECLI_LOCK_TIMEOUT",)),
    _Setting("memory_mb", number(0, 10**9, whole=True), "memory_mb", ("VIBECLI_MEMORY_MB",)),
    _Setting("disk_mb", number(0, 10**9, whole=True), "disk_mb", ("VIBECLI_DISK_MB",)),
    _Setting("threads", number(0, 1_000, whole=True), "threads", ("VIBECLI_THREADS",)),
    _Setting("kafka_properties", path_in, "kafka_properties", ("VIBECLI_KAFKA_PROPERTIES",)),
    *(_Setting(f"policy.{name}", read, f"policy.{name}") for name, read in POLICY_READERS.items()),
    _Setting("retention.keep", number(0, whole=True), "retention.keep"),
    _Setting("retention.days", number(0, 10**6), "retention.days"),
    *(_Setting(f"rules.{name}", read, f"rules.{name}") for name, read in READERS.items()),
    _Setting("budget.run_tokens", number(0, _MOST_TOKENS, whole=True), "model.run_tokens"),
    _Setting("budget.session_tokens", number(0, _MOST_TOKENS, whole=True), "model.session_tokens"),
    _Setting("budget.run_cost", number(0), "model.run_cost"),
    _Setting("budget.session_cost", number(0), "model.session_cost"),
    _Setting("budget.input_price", number(0), "model.input_price"),
    _Setting("budget.output_price", number(0), "model.output_price"),
)
_KEYS = tuple(setting.key for setting in _SETTINGS if setting.key)
