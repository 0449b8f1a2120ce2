"""What tag steps say of columns, kept in the shadow: column comments, and contracts to be written.

Owns how both come into the change set. A contract's file is no table: its text before and after
goes into the plan's record, and it is written after the commit (`run/contract_files.py`).
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from vibecli.contracts.agreed import AgreedRule, alone, with_rules
from vibecli.contracts.folder import file_name
from vibecli.contracts.model import Contracts, Declared, TableContract
from vibecli.contracts.reading import read_contract
from vibecli.contracts.rule import QualityRule
from vibecli.contracts.rules import ContractRules
from vibecli.contracts.writing import new_contract, with_declared
from vibecli.data.catalog import TableInfo
from vibecli.engine.names import TableName, key_of
from vibecli.run.altering import declared
from vibecli.run.blueprint import read_blueprint
from vibecli.run.changeset import FileChange
from vibecli.run.needs import Left

if TYPE_CHECKING:
    from vibecli.run.shadow import PlanShadow


class Tagging:
    """What tag steps did to one shadow."""

    def __init__(self, shadow: "PlanShadow") -> None:
        self.contracts = Contracts()  # as they were when the plan was made
        self.left = Left()  # what is left out of the plan
        self._shadow = shadow
        self._agreed: dict[str, list[AgreedRule]] = {}
        self._agreeing: dict[str, tuple[QualityRule, ...]] = {}  # what those come to
        self._declared: dict[str, tuple[TableInfo, dict[str, Declared]]] = {}

    def contract(self, table: str) -> TableContract | None:
        """Give the contract of a table as it was before the plan."""
        return self.contracts.table(table)

    def leaves_out(self, table: str, column: str) -> bool:
        """True when a person left this table or column out of the plan."""
        key = key_of(table)
        gone = self.left.columns.get(key, frozenset())
        return key in self.left.tables or column.lower() in gone

    def comments(self, table: str) -> dict[str, str | None]:
        """Give the comments of a table's columns as they are now."""
        delta = self._shadow.deltas.get(key_of(table))
        name = TableName.parse(table)
        now = declared(delta) if delta else read_blueprint(self._shadow.session, name)
        return {column.name: column.comment for column in now.columns}

    def declare(
        self,
        table: TableInfo,
        meanings: Mapping[str, Declared],
        comments: Mapping[str, str | None],
    ) -> None:
        """Put the meaning of columns into the table's contract, and comments on the columns."""
        _, known = self._declared.setdefault(key_of(table.name), (table, {}))
        known.update(meanings)
        if comments:
            self._shadow.comment(table.name, comments)

    def meanings(self) -> Iterator[tuple[TableInfo, Mapping[str, Declared]]]:
        """Give what is said of the columns of each table."""
        yield from self._declared.values()

    def agreeing(self, rule: AgreedRule) -> tuple[QualityRule, ...]:
        """Give what a contract would measure with this rule that it does not measure yet.

        Nothing where a person left the table or a column of the rule out.
        """
        if any(self.leaves_out(rule.table, column) for column in rule.columns):
            return ()
        contract = self.contracts.table(rule.table)
        known = ContractRules.of(contract).rules if contract else ()
        said = {one.counted for one in (*known, *self._agreeing.get(key_of(rule.table), ()))}
        made = alone(self._shadow.table(rule.table), rule)
        return tuple(one for one in made if one.counted not in said)

    def agree(self, rule: AgreedRule) -> None:
        """Put a rule into the contract of its table."""
        key = key_of(rule.table)
        made = self.agreeing(rule)
        self._agreeing[key] = (*self._agreeing.get(key, ()), *made)
        self._agreed.setdefault(key, []).append(rule)

    def files(self) -> tuple[FileChange, ...]:
        """Give the contracts as the plan would leave them, those that change."""
        tables: dict[str, dict[str, None]] = {}
        texts: dict[str, str] = {}
        for key, (table, meanings) in self._declared.items():
            if not meanings:
                continue
            contract, file = self.contracts.table(key), self._file(table.name)
            before = texts.get(file) or self.contracts.text(file) or ""
            if contract is None:
                texts[file] = new_contract(table, meanings)
            else:
                current = read_contract(before, file)[contract.index]
                texts[file] = with_declared(before, current, table, meanings)
            tables.setdefault(file, {})[table.name] = None
        for rules in self._agreed.values():
            table = self._shadow.table(rules[0].table)
            file = self._file(table.name)
            texts[file] = with_rules(texts.get(file, self.contracts.text(file)), file, table, rules)
            tables.setdefault(file, {})[table.name] = None
        return tuple(
            FileChange(file=f, tables=tuple(tables[f]), before=self.contracts.text(f), after=text)
            for f, text in sorted(texts.items())
        )

    def _file(self, table: str) -> str:
        contract = self.contracts.table(table)
        return contract.file if contract else file_name(TableName.parse(table).text)
