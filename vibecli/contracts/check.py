"""What in the contracts does not fit the database: tables and columns there are not."""

from collections.abc import Iterator

from vibecli.contracts.model import Contracts
from vibecli.data.catalog import Catalog
from vibecli.data.nearest import nearest_hint


def misfits(catalog: Catalog, contracts: Contracts) -> Iterator[tuple[str, str]]:
    """Give what is said of nothing in the database, each with a hint, and words with no meaning."""
    for contract in contracts.tables:
        table = catalog.table(contract.table)
        if table is None:
            hint = nearest_hint(contract.table, [t.name for t in catalog.tables], noun="table")
            yield f"{contract.file}: there is no table {contract.table}", hint
            continue
        known = [column.name for column in table.columns]
        for column in contract.columns:
            if table.column(column.name) is None:
                hint = nearest_hint(column.name, known, noun="column")
                yield f"{contract.file}: {table.name} has no column {column.name}", hint
        for remark in contract.remarks:
            yield f"{contract.file}: {remark}", f"edit {contract.file}"
