import shutil

import pytest

from tests import files
from tests.terminal import shop as shops
from vibecli.data import survey_cache
from vibecli.data.survey import database_stamp, read_catalog


@pytest.fixture(scope="session")
def _loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    shops.write_files(folder)
    done = shops.vibecli(folder, "load", "customers.csv", "loyalty.csv")
    assert done.returncode == 0, done.stderr
    with files.read(folder / "vibecli.duckdb") as session:
        return folder, read_catalog(session)


@pytest.fixture
def shop(_loaded, tmp_path):
    """A folder of its own with customers and loyalty loaded, and surveyed."""
    loaded, catalog = _loaded
    folder = shutil.copytree(loaded, tmp_path / "shop")
    with files.read(folder / "vibecli.duckdb") as session:
        stamp = database_stamp(session)
    survey_cache.write(folder / ".vibecli" / "catalog.json", stamp, catalog)
    return folder
