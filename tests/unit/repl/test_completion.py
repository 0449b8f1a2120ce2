from types import SimpleNamespace

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from vibecli.repl.prompt import _completer


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("/lim", ["/limit"]),
        ("/limit ", []),
        ("/profile cust", ["customers"]),
        ("count cust", ["customers"]),
        ("/load my", ["'my members.csv'"]),
        ("/load a.csv 'my", ["'my members.csv'"]),
        ("/load pl", ["plain.csv"]),
    ],
)
def test_tab_offers_what_fits_there(typed, offered, tmp_path, monkeypatch):
    for name in ("my members.csv", "plain.csv"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    talk = SimpleNamespace(prompt="", names=lambda: ["customers", "orders"])
    found = _completer(talk).get_completions(Document(typed, len(typed)), CompleteEvent())
    assert [one.text for one in found] == offered
