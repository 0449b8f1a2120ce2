"""The workspace: its database, what is known of it, its glossary and contracts, loading into it.

Owns opening the database for reading and for loading. It changes no row that is there.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.asked_file import write_whole
from vibecli.config import Settings
from vibecli.contracts.folder import read_contracts
from vibecli.contracts.meaning import with_contracts
from vibecli.contracts.model import Contracts
from vibecli.data.catalog import Catalog, ColumnInfo, TableInfo
from vibecli.data.covering import check_patterns, covered, covers_table
from vibecli.data.load import Mode, Progress, load
from vibecli.data.load_report import LoadReport
from vibecli.data.lookup import find_value, with_shape
from vibecli.data.named_table import named_table
from vibecli.data.nearest import nearest_hint
from vibecli.data.sources import sources
from vibecli.data.survey import database_stamp, is_small, known_catalog, read_catalog
from vibecli.data.value_index import ValueIndex, value_index
from vibecli.engine.base import NO_OTHERS, Others, Session
from vibecli.engine.duckdb import DuckEngine
from vibecli.engine.names import TableName, key_of, quote
from vibecli.errors import NotFound, UsageError
from vibecli.learn.definition_file import definition_texts
from vibecli.plan.glossary import (
    Glossary,
    Term,
    glossary_text,
    parse_glossary,
    read_glossary,
)
from vibecli.plan.glossary_check import glossary_findings
from vibecli.plan.glossary_entry import Section, with_entry
from vibecli.plan.model import Plan
from vibecli.plan.policy import said
from vibecli.run.computed import computed_sets
from vibecli.run.contract_files import finish
from vibecli.run.discretion import Discretion, cut
from vibecli.run.fingerprint import content_hash
from vibecli.run.policies import Recorded, kept_policies
from vibecli.run.seal_key import known_seal
from vibecli.run.suppression import read_suppressed

if TYPE_CHECKING:
    from vibecli.learn.registry import Listed, Registered
    from vibecli.steps.clean_proposal import Proposal

GLOSSARY = "glossary.yaml"
Shown = tuple[str | None, ...]


@dataclass
class Workspace:
    """One folder's database and glossary, as the settings say."""

    settings: Settings
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @cached_property
    def engine(self) -> DuckEngine:
        """The engine that holds the user's tables."""
        return DuckEngine()

    @cached_property
    def glossary(self) -> Glossary:
        """The project's glossary, empty when it has none."""
        return read_glossary(self.settings.glossary)

    @property
    def contract_folder(self) -> Path:
        """Where the data contracts are, there or not."""
        return self.settings.contracts or self.settings.workspace / "contracts"

    @property
    def feature_folder(self) -> Path:
        """Where the definitions of features are, there or not."""
        return self.settings.workspace / "features"

    def contracts(self) -> Contracts:
        """The data contracts of the project as they are now. Raises UsageError.

        Those that a killed commit or undo left to write are written first.
        """
        self.finish_contracts()
        return read_contracts(self.contract_folder, self.settings.state / "contracts.json")

    def finish_contracts(self) -> None:
        """Write the contracts that a killed commit or undo left to write."""
        finish(self.settings.state, partial(self.engine.read, lock_timeout=0.0))

    def define(self, section: Section, term: Term) -> Path:
        """Put an entry into the glossary's file, which is made when there is none; gives its path.

        Raises UsageError when the name is taken, and when the file cannot be written.
        """
        path = self.settings.glossary or self.settings.workspace / GLOSSARY
        text = glossary_text(path) if path.exists() else ""
        changed = with_entry(text, path, section, term)
        try:
            write_whole(path.resolve(), changed)
        except OSError as error:
            reason = f"{path.name} cannot be written: {error.strerror}"
            raise UsageError(reason, hint=f"edit {path}") from error
        self.__dict__["glossary"] = parse_glossary(changed, path)
        return path

    def glossary_findings(self) -> list[str]:
        """Give what in the glossary does not fit the database, one line an entry."""
        return glossary_findings(self.glossary, self.catalog(profile=False), self.engine)

    def read(self, others: Others | None = None, *, files: Sequence[Path] = ()) -> Session:
        """Open the database for reading, with those attached, or only `others` of them.

        Of files it reads those of the plans, and these.
        """
        return self.engine.read(
            self.settings.database,
            lock_timeout=self.settings.lock_timeout,
            others=self.settings.attach if others is None else others,
            files=(self.settings.state / "plans", *files),
        )

    @cached_property
    def kept_policies(self) -> tuple[Recorded, ...]:
        """The policies the database was changed under, as it keeps them itself."""
        with self.own() as session:
            return kept_policies(session)

    def own(self) -> Session:
        """Open the database alone for reading, whatever became of those attached."""
        return self.read(NO_OTHERS)

    def catalog(self, *, profile: bool = True) -> Catalog:
        """Give what is known of the database; what a contract says of a column holds.

        The rows of all but small databases are read by a worker. Raises NotFound, DatabaseLocked,
        UsageError (a contract); TimedOut, StepFailed, EngineError of the look at the rows.
        """
        contracts = self.contracts()  # before the survey: it may take long
        return with_contracts(self._surveyed(profile=profile), contracts)

    def _surveyed(self, *, profile: bool) -> Catalog:
        cache = self.settings.state / "catalog.json"
        with self.read() as session:
            self.__dict__["kept_policies"] = kept_policies(session)
            if not profile or is_small(session):
                return read_catalog(session, profile=profile, cache=cache)
            known = known_catalog(session, cache)
        if known:
            return known
        from vibecli.run.launch import survey

        return survey(self.settings, self.environment, cache)

    def value_index(self, catalog: Catalog) -> ValueIndex:
        """Give where the values of columns with few of them occur."""
        with self.read() as session:
            stamp = database_stamp(session)
            stamp = stamp and f"{stamp} {self.contracts().print}"  # what is listed goes by them
            return value_index(session, catalog, self.settings.state / "values.json", stamp)

    def table(self, name: str) -> TableInfo:
        """Give what is known of one table; its schema may be left out where that is clear."""
        return named_table(self.catalog(), name)

    def sample(self, name: str, keys: Sequence[str]) -> tuple[TableInfo, list[Shown]]:
        """Give rows of a table by the text of its first key column, personal values masked."""
        info, discretion = self.table(name), Discretion(self.catalog().tables)
        key = quote((info.key or (info.columns[0].name,))[0])
        with self.read() as session:
            rows = session.rows(
                f"SELECT columns(*)::VARCHAR FROM {info.table.sql}"
                f" WHERE list_contains(?, {key}::VARCHAR) ORDER BY {key}",
                [list(keys)],
            )
        names = [column.name for column in info.columns]
        return info, [tuple(map(cut, discretion.row(row, info, names))) for row in rows]

    def load(
        self,
        path: Path,
        *,
        table: str | None = None,
        schema: str | None = None,
        mode: Mode = "create",
        progress: Progress | None = None,
    ) -> tuple[LoadReport, ...]:
        """Load a file or a folder into the database, which is made when it does not exist yet.

        Rows of suppressed persons are left out, and counted. Raises Blocked for a table that is
        there, where the policy protects it or a column of it.
        """
        # a wrong path or place must not leave an empty database
        self._check_places(source.table for source in sources(path, table=table, schema=schema))
        database, made = self.settings.database, not self.settings.database.exists()
        closed = {} if made or mode == "create" else self._protected()
        try:
            with self.engine.write(database, lock_timeout=self.settings.lock_timeout) as session:
                screen = read_suppressed(session, known_seal(self.settings.state, self.environment))
                return load(
                    session,
                    path,
                    table=table,
                    schema=schema,
                    mode=mode,
                    progress=progress,
                    screen=screen,
                    closed=closed,
                )
        except BaseException:
            if made:
                database.unlink(missing_ok=True)
            raise

    def _protected(self) -> dict[str, str]:
        """Give the rule that protects a table or a column of it, by the key of the table."""
        policy = self.settings.policy.with_protected(self.glossary.protected)
        check_patterns(policy)
        if not policy.protected:
            return {}
        return {
            key_of(info.name): said(pattern, info.name)
            for info in self.catalog().tables
            for pattern in policy.protected
            if covers_table(pattern, info.name) or covered(pattern, info)
        }

    def _check_places(self, tables: Iterable[str]) -> None:
        """Raise UsageError where one would be made under the name of an attached database."""
        for name in map(TableName.parse, tables):
            if name.place.lower() in self.settings.attach:
                what = f"{name.text} would be in the attached database {name.place}, only read"
                raise UsageError(what, hint="--schema names another place")

    def models(self) -> "tuple[Listed, ...]":
        """Give every version of every model, the champion of each first."""
        from vibecli.learn.registry import MODELS, is_there, listed

        with self.own() as session:
            return listed(session, TableName.parse(MODELS).sql) if is_there(session) else ()

    def model(self, name: str, version: int | None = None) -> "Registered":
        """Give one version of a model, the champion unless told. Raises NotFound."""
        from vibecli.learn.registry import MODELS, is_there, registered

        with self.own() as session:
            table = TableName.parse(MODELS).sql
            found = registered(session, table, name, version) if is_there(session) else None
        if found is None:
            wanted = f"{name} v{version}" if version else name
            known = [one for one in self.models() if one.model.lower() == name.lower()]
            hint = f"versions there are: {', '.join(f'v{one.version}' for one in known)}"
            if not known:
                hint = nearest_hint(name, (one.model for one in self.models()), noun="model")
            raise NotFound(f"there is no model {wanted}", hint=hint)
        return found

    def content_hash(self) -> str:
        """Give one hash over the content of every user table, whatever the order of rows."""
        tables = {
            table.name: [column.name for column in table.columns]
            for table in self.catalog(profile=False).tables
            if not table.read_only
        }
        with self.read() as session:
            return content_hash(session, tables)

    def definitions(self, plan: Plan) -> dict[str, object]:
        """Give the files of feature sets, and the sets as last computed, for a plan with some."""
        if not any(step.kind == "feature" for step in plan.steps):
            return {}
        texts = definition_texts(self.feature_folder)
        if not texts:
            return {}
        with self.own() as session:
            return {"definitions": texts, "computed": computed_sets(session)}

    @cached_property
    def find_value(self) -> "ValueFinder":
        """The look-up of words as values; closed by the one who asks, when the asking is over."""
        return ValueFinder(self)


class ValueFinder:
    """Finds where a word occurs as a value, locally; holds the database open until it is closed.

    A planner asks about every word of an intent: opening the database each time would cost more
    than the answers.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._open: tuple[Session, Catalog] | None = None
        self._known: Catalog | None = None

    def knowing(self, catalog: Catalog) -> "ValueFinder":
        """Use what is known of the database until it is closed: it is not read a second time."""
        self._known = catalog
        return self

    def __call__(self, word: str) -> list[tuple[str, str, str]]:
        """Give (table, column, value) for every text column that holds the word."""
        session, catalog = self._opened()
        return find_value(session, catalog, word)

    def shaped(self, word: str) -> list[tuple[str, str, str]]:
        """Give the same, looking only into columns with values of the word's shape: a code."""
        session, catalog = self._opened()
        return find_value(session, with_shape(catalog, word), word)

    def proposal(self, table: TableInfo, columns: Sequence[ColumnInfo] = ()) -> "Proposal":
        """Give what the values of a table, or of some of its columns, ask to be cleaned."""
        from vibecli.steps.clean_proposal import propose

        session, _ = self._opened()
        return propose(session, table, self._workspace.settings.region, columns)

    def _opened(self) -> tuple[Session, Catalog]:
        if self._open is None:
            catalog = self._known or self._workspace.catalog()
            self._open = self._workspace.read(), catalog
        return self._open

    def close(self) -> None:
        """Let go of the database; the next question opens it again."""
        if self._open is not None:
            self._open[0].close()
        self._open = self._known = None
