from dataclasses import dataclass

import pytest

from tests.terminal.conftest import _loaded, shop  # noqa: F401
from vibecli.cli.app import run


@dataclass
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def ask(shop, monkeypatch, capsys):  # noqa: F811
    """Run a command line in the shop, in this process: exit code, stdout, stderr."""
    monkeypatch.chdir(shop)

    def call(*arguments):
        capsys.readouterr()
        code = run(arguments)
        return Ran(code, *capsys.readouterr())

    return call
