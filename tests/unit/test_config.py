"""Settings: which place wins, what is shown, and what a wrong file says."""

import subprocess
import sys
from pathlib import Path

import pytest

from vibecli.config import Settings, find_workspace, load_settings
from vibecli.errors import UsageError

QUIET = {"VIBECLI_CONFIG": ""}  # no user file


def load(cwd: Path, flags=None, **environment) -> tuple[Settings, dict[str, tuple[str, str]]]:
    settings, sources = load_settings(flags or {}, {**QUIET, **environment}, cwd)
    return settings, {source.name: (source.value, source.source) for source in sources}


def test_defaults_stand_in_the_folder_vibecli_was_started_in(tmp_path: Path):
    settings, sources = load(tmp_path)
    assert settings == Settings(tmp_path, tmp_path / "vibecli.duckdb", tmp_path / ".vibecli")
    assert {source for _, source in sources.values()} == {"default"}


def test_the_order_is_flag_variable_project_user_default(tmp_path: Path):
    user = tmp_path / "user" / "config.toml"
    user.parent.mkdir()
    user.write_text("limit = 1\ntimeout = 1\nthreads = 1\nmemory_mb = 64\n")
    (tmp_path / "vibecli.toml").write_text("limit = 2\ntimeout = 2\nthreads = 2\n")
    environment = {"VIBECLI_CONFIG": str(user), "VIBECLI_LIMIT": "3", "VIBECLI_TIMEOUT": "3"}
    settings, sources = load(tmp_path, {"limit": 4}, **environment)
    assert (settings.limit, settings.timeout, settings.threads) == (4, 3.0, 2)
    assert settings.memory_mb == 64
    assert sources["limit"] == ("4", "flag")
    assert sources["timeout"] == ("3.0", "VIBECLI_TIMEOUT")
    assert sources["threads"] == ("2", "vibecli.toml:3")
    assert sources["memory_mb"] == ("64", "config.toml:4")


def test_every_table_of_the_project_file_is_read(tmp_path: Path):
    (tmp_path / "vibecli.toml").write_text(
        'database = "data/crm.duckdb"\nregion = "de"\n'
        '[model]\nname = "m"\nbase_url = "http://me:secret@localhost:1/v1"\nkey_file = "key"\n'
        '[egress]\nlevel = "names"\nconsent = ["api.example.org"]\n'
        '[policy]\nprotected = ["crm.*"]\nmax_changed = 0.2\nmax_removed = 0\nmin_rows = 5\n'
    )
    settings, sources = load(tmp_path)
    assert settings.database == tmp_path / "data" / "crm.duckdb"
    assert (settings.region, settings.model, settings.egress) == ("DE", "m", "names")
    assert settings.key_file == tmp_path / "key"
    assert settings.consent == ("api.example.org",)
    assert settings.policy.protected == ("crm.*",)
    assert (settings.policy.max_changed, settings.policy.max_removed) == (0.2, 0.0)
    assert sources["base_url"] == ("http://***@localhost:1/v1", "vibecli.toml:5")
    assert sources["policy.min_rows"] == ("5", "vibecli.toml:14")


def test_the_workspace_is_found_upwards_but_not_above_home(tmp_path: Path):
    deep = tmp_path / "home" / "work" / "sub"
    deep.mkdir(parents=True)
    (tmp_path / "vibecli.toml").touch()
    assert find_workspace(deep, {"HOME": str(tmp_path / "home")}) == deep
    assert find_workspace(deep, {}) == tmp_path
    (tmp_path / "home" / "work" / "vibecli.toml").touch()
    assert load(deep)[0].database == tmp_path / "home" / "work" / "vibecli.duckdb"


def test_paths_start_from_where_they_are_written(tmp_path: Path):
    sub = tmp_path / "sub"
    sub.mkdir()
    (tmp_path / "vibecli.toml").write_text('state = "kept"\n')
    settings, _ = load(sub, {"database": "own.duckdb"}, VIBECLI_GLOSSARY="words.yaml")
    assert settings.state == tmp_path / "kept"
    assert settings.database == sub / "own.duckdb"
    assert settings.glossary == sub / "words.yaml"


def test_the_workspace_glossary_is_the_default(tmp_path: Path):
    (tmp_path / "glossary.yaml").touch()
    assert load(tmp_path)[0].glossary == tmp_path / "glossary.yaml"


def test_the_providers_own_base_url_counts_below_ours(tmp_path: Path):
    assert load(tmp_path, OPENAI_BASE_URL="http://a")[0].base_url == "http://a"
    both = load(tmp_path, OPENAI_BASE_URL="http://a", VIBECLI_BASE_URL="http://b")[1]
    assert both["base_url"] == ("http://b", "VIBECLI_BASE_URL")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("limt = 3", "vibecli.toml:1: unknown key limt", "did you mean limit?"),
        ("\n[policy]\nmax_change = 1", "vibecli.toml:3: unknown key policy.max_change", "policy.m"),
        ('base_url = "x"', "vibecli.toml:1: unknown key base_url", "model.base_url"),
        ("zzz = 1", "unknown key zzz", "known keys: database"),
        ('model = "gpt"', "vibecli.toml:1: model is a table, not a value", "name, base_url"),
        (
            "limit = true",
            "vibecli.toml:1: limit must be a whole number of 0 or more",
            "limit = 500",
        ),
        ("limit = 1.5", "limit must be a whole number", "vibecli.toml, for example"),
        ("timeout = inf", "timeout must be a number", "timeout = 600"),
        ("timeout = []", "timeout must be a number", "edit /"),
        ("[policy]\nmax_changed = 2", "policy.max_changed must be a number from 0 to 1", "= 0.5"),
        ("[policy]\nprotected = [1]", "vibecli.toml:2: policy.protected must be a list", "edit"),
        ('[egress]\nlevel = "all"', "egress.level must be one of none, names", 'level = "shapes"'),
        ('region = "Germany"', "region must be a country code of two letters", "edit"),
        ('[model]\nbase_url = "localhost"', "vibecli.toml:2: model.base_url must be an ad", "edit"),
        ("[polcy]\nmax_changed = 1", "vibecli.toml:1: unknown table polcy", "did you mean policy?"),
        ("limit = \n", "vibecli.toml:1: not valid TOML", "a line is name = value"),
        ("limit = 1\nlimit = 2\n", "vibecli.toml:2: not valid TOML", "edit"),
    ],
)
def test_a_wrong_file_names_place_key_and_remedy(tmp_path: Path, text, message, hint):
    (tmp_path / "vibecli.toml").write_text(text)
    with pytest.raises(UsageError) as error:
        load(tmp_path)
    assert message in error.value.message
    assert hint in error.value.hint


def test_a_wrong_variable_or_flag_is_named(tmp_path: Path):
    with pytest.raises(UsageError, match="VIBECLI_LIMIT must be a whole number") as error:
        load(tmp_path, VIBECLI_LIMIT="many")
    assert error.value.hint == "unset VIBECLI_LIMIT, or set it to 500"
    with pytest.raises(UsageError, match="--planner must be one of auto, offline, model"):
        load(tmp_path, {"planner": "gpt"})


def test_a_flag_no_setting_knows_is_a_bug(tmp_path: Path):
    with pytest.raises(ValueError, match="colour"):
        load(tmp_path, {"colour": "red"})


def test_bytes_that_are_no_text_are_named(tmp_path: Path):
    (tmp_path / "vibecli.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match=r"vibecli\.toml: not valid TOML"):
        load(tmp_path)


def test_no_home_folder_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("HOME", "XDG_CONFIG_HOME", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    settings, _ = load_settings({}, {}, tmp_path)
    assert settings.limit == 500


def test_reading_settings_imports_nothing_heavy():
    code = "import sys, vibecli.config; print(sorted({'pydantic','duckdb','platformdirs','numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_levels_limits_and_declarations_of_rules_are_read(tmp_path: Path):
    (tmp_path / "vibecli.toml").write_text(
        '[rules]\nnull_share = "block"\noverridable = ["null_share", "bounds"]\nnull_points = 0.2\n'
        '[rules.values]\n"crm.t.c" = ["a", 1, true]\n[rules.rows]\ncrm.t = [0, 9]\n'
        '[rules.keys]\nt = ["a", "b"]\n'
    )
    settings, sources = load(tmp_path)
    rules = settings.policy.rules
    assert (rules.level("null_share"), rules.level("orphans")) == ("block", None)
    assert (rules.overridable, rules.null_points) == (("null_share", "bounds"), 0.2)
    assert rules.values == (("crm.t.c", ("a", "1", "true")),)
    assert (rules.rows, rules.keys) == ((("crm.t", (0, 9)),), (("t", ("a", "b")),))
    assert sources["rules.null_share"] == ("block", "vibecli.toml:2")
    assert sources["rules.rows"] == ("crm.t", "vibecli.toml:7")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('nul_share = "block"', "vibecli.toml:2: unknown key rules.nul_share"),
        ('null_share = "blok"', "must be warn, confirm or block (did you mean block?)"),
        ('overridable = ["orphan"]', "orphan is none (did you mean orphans?)"),
        ('overridable = ["protected"]', "protected is none"),
        ("null_points = 2", "rules.null_points must be a number from 0 to 1"),
        ("values = 3", "rules.values must be a table of names"),
        ("rows.t = [9, 1]", "[lowest, highest] rows of each table, and t has [9, 1]"),
        ("values.t.c = []", "rules.values must be lists, and t.c has none"),
        ("[rules.vales]", "unknown key rules.vales"),
    ],
)
def test_a_wrong_rule_is_one_clear_error(tmp_path: Path, line: str, said: str):
    (tmp_path / "vibecli.toml").write_text(f"[rules]\n{line}\n")
    with pytest.raises(UsageError) as error:
        load(tmp_path)
    assert said in error.value.message
    assert "vibecli.toml" in error.value.message
