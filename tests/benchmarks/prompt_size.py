"""What a request costs in tokens, by part: the median over intents of people on four databases.

python -m tests.benchmarks.prompt_size: the example workspace and the three of tests/quality/planner
with their tasks. All of a request counts as a server would count it: the messages and the schema
of the answer. Tokens are those of o200k_base where the package bpe-openai is installed, else a
token is four characters.
"""

import json
import re
import subprocess
import sys
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path
from statistics import median

import yaml

from vibecli.agent.llm import ModelPlanner
from vibecli.config import Settings
from vibecli.data.load import load
from vibecli.engine.duckdb import DuckEngine
from vibecli.flow import Flow
from vibecli.runtime import Runtime

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "quality" / "planner"
DATABASES = ("retail_b2c", "saas", "bank")
EXAMPLE = (
    "match customer emails to loyalty accounts and update the unified profile",
    "how many active customers by country",
    "clean up e-mails and phones in customers",
    "every customer has an e-mail or a phone",
    "net revenue by month",
    "remove profiles that have neither e-mail nor phone",
    "top 10 customers by net revenue",
    "which gold members have no orders",
    "average order value by channel",
    "find duplicates in loyalty accounts",
    "set the tier of accounts with over 4000 points to gold",
    "train a churn model",
)
PARTS = ("rules", "kinds", "schema", "glossary", "found", "tables", "relations", "past", "wish")
_SECTIONS = {
    "Glossary": "glossary",
    "Words of": "found",
    "Tables": "tables",
    "Relation": "relations",
    "Same peo": "relations",
    "Intents": "past",
}


def requests(name, folder):
    """Give the parts of each intent's request on one database, made in a folder."""
    folder.mkdir()
    settings = _example(folder) if name == "example" else _generated(name, folder)
    flow = Flow(Runtime(settings=settings, environment={}))
    planner = ModelPlanner(flow.runtime)
    for intent in EXAMPLE if name == "example" else _tasks(name):
        yield parts(json.loads(planner.body(flow.planning.request(intent, for_model=True))))


def parts(body):
    """Give the texts of a request by what they tell."""
    system, user = (message["content"] for message in body["messages"])
    rules, _, kinds = system.partition("# Step kinds")
    told, _, wish = user.partition("# What the person wants")
    schema = body["response_format"]["json_schema"]["schema"]
    found = dict.fromkeys(PARTS, "")
    found |= {"rules": rules, "kinds": kinds, "schema": json.dumps(schema, separators=(",", ":"))}
    found["wish"] = wish
    for section in re.split(r"^## ", told, flags=re.MULTILINE)[1:]:
        part = next(part for title, part in _SECTIONS.items() if section.startswith(title))
        found[part] += section
    return found


def medians(found, count):
    """Give the median of each part and of the whole."""
    sizes = [{part: count(text) for part, text in one.items()} for one in found]
    by_part = {part: int(median(size[part] for size in sizes)) for part in PARTS}
    return {**by_part, "all": int(median(sum(size.values()) for size in sizes))}


def quarter(text):
    """Give a text's tokens when each has four characters."""
    return len(text) // 4


def tokenizer():
    """Give the counter that can be had, and its name."""
    try:
        encode = import_module("bpe_openai").get_encoding("o200k_base").encode
    except ImportError:
        return quarter, "characters / 4"
    return cache(lambda text: len(encode(text))), "o200k_base"


def _example(folder):
    retail = ROOT / "examples" / "retail"
    database = folder / "retail.duckdb"
    with DuckEngine().write(database) as session:
        load(session, retail / "data")
    (folder / "intents").symlink_to(retail / "intents")
    return _settings(folder, database, retail / "glossary.yaml")


def _generated(name, folder):
    subprocess.run([sys.executable, CASES / "databases" / f"{name}.py", folder], check=True)
    return _settings(folder, folder / f"{name}.duckdb", None)


def _settings(folder, database, glossary):
    state = folder / ".vibecli"
    return Settings(workspace=folder, database=database, state=state, glossary=glossary)


def _tasks(name):
    return [
        task["intent"]
        for task in yaml.safe_load((CASES / "tasks" / f"{name}_dev.yaml").read_text())
    ]


def main():
    count, called = tokenizer()
    everything = []
    print(
        f"median tokens by {called}\n{'':11}" + "".join(f"{part:>10}" for part in (*PARTS, "all"))
    )
    with tempfile.TemporaryDirectory() as folder:
        for name in ("example", *DATABASES):
            found = list(requests(name, Path(folder) / name))
            everything += found
            _print(name, medians(found, count))
    _print("together", medians(everything, count))


def _print(name, sizes):
    print(f"{name:11}" + "".join(f"{size:>10,}" for size in sizes.values()))


if __name__ == "__main__":
    main()
