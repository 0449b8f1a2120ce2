"""A fresh database to load into."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import files
from vibecli.data.load import load
from vibecli.data.load_report import LoadReport
from vibecli.engine.base import Session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with files.write(tmp_path / "test.duckdb") as opened:
        yield opened


@pytest.fixture
def loaded(session: Session, tmp_path: Path) -> Callable[..., LoadReport]:
    """Write a file, load it, give the one report."""

    def run(name: str, content: str | bytes, **options) -> LoadReport:
        folder = tmp_path / "files"
        folder.mkdir(exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
        (report,) = load(session, folder / name, **options)
        return report

    return run
