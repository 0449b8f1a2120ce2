import shutil

import pytest

from tests.terminal import shop as shops


@pytest.fixture(scope="session")
def _loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    shops.write_files(folder)
    done = shops.vibecli(folder, "load", "customers.csv", "loyalty.csv")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def shop(_loaded, tmp_path):
    """A folder of its own with customers and loyalty loaded."""
    folder = tmp_path / "shop"
    shutil.copytree(_loaded, folder)
    return folder
