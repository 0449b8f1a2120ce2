import shutil
from dataclasses import dataclass

import pytest

from tests.terminal.conftest import _loaded, shop  # noqa: F401
from tests.terminal.shop import MATCH, vibecli
from vibecli.cli.app import run


@dataclass
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def command(capsys):
    """Run a command line where the test stands, in this process: exit code, stdout, stderr."""

    def call(*arguments):
        capsys.readouterr()
        code = run([str(one) for one in arguments])
        return Ran(code, *capsys.readouterr())

    return call


@pytest.fixture
def ask(shop, monkeypatch, command):  # noqa: F811
    """Run a command line in the shop."""
    monkeypatch.chdir(shop)
    return command


@pytest.fixture(scope="session")
def _matched(_loaded, tmp_path_factory):  # noqa: F811
    folder = tmp_path_factory.mktemp("matched") / "shop"
    shutil.copytree(_loaded[0], folder)
    done = vibecli(folder, "-q", "ask", MATCH, "--yes")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def matched(_matched, shop):  # noqa: F811
    """The shop with customers and loyalty matched by an applied plan."""
    return shutil.copytree(_matched, shop, dirs_exist_ok=True)
