"""The rows a model is learnt from: features, labels and segments of customers, in one frame.

Owns which customers and moments they are, and the print of their data. All of it is SQL on the
shadow; nothing here learns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from vibecli.counting import counted
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.base import Array, Session, table_sql
from vibecli.engine.names import literal, quote
from vibecli.engine.types import WHOLE
from vibecli.errors import StepFailed
from vibecli.identity.scratch import Scratch
from vibecli.learn.compile import feature_select
from vibecli.learn.definition import FeatureSet, Label
from vibecli.learn.label import MOST_ROWS, Cuts, entities, labelled, matured, moment_sql
from vibecli.learn.reach import reach
from vibecli.learn.registry import TableFeatures, scores_among
from vibecli.learn.spine import of_those, spine_newest
from vibecli.steps.predicate import kept_rows

if TYPE_CHECKING:
    from vibecli.learn.frame import Frame

LABEL = "__label"
_TOLD = 4  # names of features told
_FEW = 12  # values that tell nobody apart
_MOST_LEVELS = 1_000  # of a column of words, above which it tells customers apart
_AS_THEY_ARE = frozenset(WHOLE) - {"HUGEINT", "UHUGEINT"} | {"VARCHAR"}  # types of keys


@dataclass(frozen=True)
class Rows:
    """The frame of a training, and what is kept of where it came from."""

    frame: "Frame"
    features: FeatureSet | TableFeatures
    cuts: Cuts | None  # None: a table without time
    sql: str  # gives the features of all customers as of now
    fingerprint: str
    relation: str  # of the rows, as the session has them
    customers: int  # before a sample of them was taken
    notes: tuple[str, ...] = ()

    @property
    def judged(self) -> "Frame":
        """The rows a model is judged by: of the newest cut, or all that folds set apart."""
        if self.frame.cuts is None or self.cuts is None:
            return self.frame
        return self.frame.take(self.frame.cuts == self.frame.cuts.max())


@dataclass(frozen=True)
class Moments:
    """How rows are made of events."""

    features: FeatureSet
    label: Label
    now: datetime | None  # None: the newest event
    windows: int
    segments: tuple[str, ...]
    consent: str | None = None  # condition of a purpose on the rows of the customers

    def cuts(self, session: Session) -> Cuts:
        """Give the moments to learn from. Raises StepFailed where events do not reach so far."""
        ends = reach(session, self.label.source)
        table, days = self.label.source.table, self.label.horizon
        if ends is None:
            raise StepFailed(f"{table} has no event to learn from", hint="vibecli load FILE")
        now = ends.newest if self.now is None else min(self.now, ends.last)
        if now < ends.oldest:
            raise StepFailed(
                f"nothing had happened in {table} by {now.date()}: it begins {ends.oldest.date()}",
                hint="say as of a later day, or leave it out",
            )
        cuts = matured(ends.oldest, now, days, self.windows)
        if cuts is None:
            raise StepFailed(
                f"the events of {table} reach over {(now - ends.oldest).days} days, and a horizon"
                f" of {days} days takes more than {2 * days}: one to learn from, one to test on",
                hint="give a shorter horizon: within 30 days",
            )
        return cuts if self.now else cuts.model_copy(update={"strays": ends.told})

    def rows(self, session: Session, scratch: Scratch, cuts: Cuts) -> Rows:
        """Fetch features and labels at every cut."""
        moments = [*cuts.train, cuts.test]
        spine, customers, notes = self._spine(session, scratch, moments)
        taken = f"SELECT key, cut FROM {spine}"
        select = (
            f"SELECT __f.*, __l.label AS {LABEL}{self._chosen()}"
            f" FROM ({feature_select(self.features, taken)}) AS __f"
            f" JOIN ({labelled(self.label, self.features, taken)}) AS __l"
            f" ON __l.key = __f.key AND __l.cut = __f.cut{self._segments()}"
        )
        made = scratch.table("rows", select)
        names = [feature.name for feature in self.features.features]
        if self.label.who:
            about = f"{self.features.entity} where {self.label.who}"
            notes = (
                *notes,
                f"{about}, by its rows of now: as of a past moment it may have been others",
            )
        frame = _frame(session, made, "key", names, self.segments, "cut")
        return Rows(
            frame=frame,
            features=self.features,
            cuts=cuts,
            sql=feature_select(self.features, spine_newest(self.features)),
            fingerprint=_print(session, made),
            relation=made,
            customers=customers,
            notes=(*notes, *_still(frame)),
        )

    def _spine(
        self, session: Session, scratch: Scratch, moments: Sequence[datetime]
    ) -> tuple[str, int, tuple[str, ...]]:
        """Keep the customers that count at each cut; of very many a sample, the same each time."""
        every = entities(self.label, self.features, moments)
        those = of_those(every, self.features.entity, self.features.key, self.consent)
        spine = scratch.table("spine", those)
        customers = int(session.value(f"SELECT count(DISTINCT key) FROM {spine}"))
        most = MOST_ROWS // len(moments)
        if customers <= most:
            return spine, customers, ()
        some = (
            f"SELECT key FROM (SELECT DISTINCT key FROM {spine})"
            f" ORDER BY md5(CAST(key AS VARCHAR)), key LIMIT {most:d}"
        )
        kept = scratch.table("some", f"SELECT * FROM {spine} WHERE key IN ({some})")
        spine = scratch.table("spine", f"SELECT * FROM {kept}")
        told = f"learnt from {most:,} of {customers:,} customers, always the same ones"
        return spine, customers, (told,)

    def _chosen(self) -> str:
        return "".join(f", __g.g{n} AS __g{n}" for n in range(len(self.segments)))

    def _segments(self) -> str:
        """Give the join with the columns of the customers that metrics are told by."""
        if not self.segments:
            return ""
        key = quote(self.features.key)
        chosen = ", ".join(f"min({quote(name)}) AS g{n}" for n, name in enumerate(self.segments))
        table = table_sql(self.features.entity)
        grouped = f"SELECT {key} AS key, {chosen} FROM {table} GROUP BY 1"
        return f" LEFT JOIN ({grouped}) AS __g ON __g.key = __f.key"


def _still(frame: "Frame") -> Iterator[str]:
    """Tell features that say the same of everybody at the moments learnt from."""
    assert frame.cuts is not None
    learnt = frame.take(frame.cuts < frame.cuts.max())
    names = [column.name for column in learnt.columns if column.still]
    if names:
        some = ", ".join(names[:_TOLD]) + ", ..." * (len(names) > _TOLD)
        one = len(names) == 1
        yield (
            f"{counted(len(names), 'feature')} {'says' if one else 'say'} the same of everybody at"
            f" the moments learnt from, so that nothing was learnt of {'it' if one else 'them'}:"
            f" {some}"
        )


def judged_by(
    session: Session, scratch: Scratch, features: FeatureSet | TableFeatures, rows: Rows
) -> "Frame | None":
    """Fetch other features of the customers that judge a model; None where that cannot be."""
    if isinstance(features, FeatureSet):
        if rows.cuts is None:
            return None
        wanted = f"SELECT key, cut FROM {rows.relation} WHERE cut = {moment_sql(rows.cuts.test)}"
        made = scratch.table("champion", feature_select(features, wanted))
        return fetched(session, made, "key", [one.name for one in features.features], cut="cut")
    if rows.cuts is not None:
        return None
    named = ", ".join(quote(name) for name in features.columns)
    made = scratch.table(
        "champion",
        f"SELECT {quote(features.key)} AS __key, {named} FROM {table_sql(features.table)}"
        f" WHERE {quote(features.key)} IN (SELECT __key FROM {rows.relation})",
    )
    return fetched(session, made, "__key", features.columns)


def rows_of_table(  # noqa: PLR0913 - what a table of features is described by
    session: Session,
    scratch: Scratch,
    info: TableInfo,
    target: str,
    positive: str,
    *,
    ignore: Sequence[str],
    where: str | None,
    consent: str | None,
    segments: Sequence[str],
) -> Rows:
    """Fetch a table with a row a customer, one column of which says what is foreseen."""
    key, kept, left = _kept(info, target, ignore)
    named = ", ".join(quote(column.name) for column in kept)
    value = f"CAST({quote(target)} AS VARCHAR)"
    more = "".join(f", CAST({quote(s)} AS VARCHAR) AS __g{n}" for n, s in enumerate(segments))
    order = f"ORDER BY md5(CAST({key} AS VARCHAR)), {key}"
    whom = f"({kept_rows(info.name, where or 'true')})"  # whom the model is about
    both = [f"({one}\n)" for one in (where, consent) if one]
    those = kept_rows(info.name, " AND ".join(both) or "true")
    select = (
        f"SELECT {key} AS __key, {named}, {value} = {literal(positive)} AS {LABEL}{more}"
        f" FROM ({those}) WHERE {quote(target)} IS NOT NULL"
        f" QUALIFY row_number() OVER ({order}) <= {MOST_ROWS:d}"
    )
    made = scratch.table("rows", select)
    features = TableFeatures(
        table=info.name,
        key=info.key[0],
        columns=tuple(column.name for column in kept),
        target=target,
        positive=positive,
    )
    told = f"left out, as they tell customers apart, are moments, or tell {target} itself:"
    told = f"{told} {', '.join(left)}"
    return Rows(
        frame=_frame(session, made, "__key", features.columns, segments),
        features=features,
        cuts=None,
        sql=f"SELECT {key} AS key, {named} FROM {whom}",
        fingerprint=_print(session, made),
        relation=made,
        customers=int(session.value(f"SELECT count(*) FROM ({those})")),
        notes=(told,) if left else (),
    )


def _kept(
    info: TableInfo, target: str, ignore: Sequence[str]
) -> tuple[str, list[ColumnInfo], list[str]]:
    """Give the key, the columns to learn from, and those left out that nobody asked to ignore."""
    if len(info.key) != 1:
        raise StepFailed(
            f"{info.name} has no column that names each customer once",
            hint="learn from a table whose key is one column",
        )
    named = {name.lower() for name in (target, info.key[0], *ignore)}
    others = [column for column in info.columns if column.name.lower() not in named]
    word = target.lower().replace("_", "")
    others = [column for column in others if not _is_taken(column.name)]
    ours = scores_among(column.name for column in info.columns)
    others = [column for column in others if column.name.lower() not in ours]
    kept = [c for c in others if _tells(c) and word not in c.name.lower().replace("_", "")]
    if not kept:
        raise StepFailed(f"{info.name} has no column to learn {target} from")
    return quote(info.key[0]), kept, [column.name for column in others if column not in kept]


def _is_taken(name: str) -> bool:
    """True for names that rows to learn from have for something else."""
    return name.lower() in ("key", "cut") or name.startswith("__")


def _tells(column: ColumnInfo) -> bool:
    """True for numbers, flags and columns of few words; what tells a person apart is none."""
    kind, few = column.type.upper(), (column.distinct or 0) <= _FEW
    if (column.personal and not few) or column.role in (
        Role.KEY,
        Role.FOREIGN_KEY,
        Role.TIME,
        Role.TEXT,
    ):
        return False
    if (
        kind.startswith(("DATE", "TIME", "INTERVAL", "BLOB", "STRUCT", "MAP", "UUID"))
        or "[" in kind
    ):
        return False
    return kind != "VARCHAR" or (column.distinct or 0) <= _MOST_LEVELS


def fetched(
    session: Session,
    relation: str,
    key: str,
    names: Sequence[str],
    cut: str | None = None,
    texts: Sequence[str] | None = None,
) -> "Frame":
    """Fetch rows that are to be scored, in the order of their keys.

    `texts` are the columns that `as_texts` gives, where they are known.
    """
    from vibecli.learn.frame import Frame

    chosen = (key, *names, *((cut,) if cut else ()))
    select = f"SELECT {', '.join(map(quote, chosen))} FROM {relation}"
    if texts is None:
        texts = as_texts(session, select, key)
    arrays = _arrays(session, select, quote(key), [n for n in texts if n in chosen])
    return Frame.of(arrays, key=key, cut=cut, features=names)


def _frame(
    session: Session,
    relation: str,
    key: str,
    names: Sequence[str],
    segments: Sequence[str],
    cut: str | None = None,
) -> "Frame":
    """Fetch rows to learn from, in the order of their cuts and keys."""
    from vibecli.learn.frame import Frame

    order = ", ".join([*([cut] if cut else []), key])
    select = f"SELECT * FROM {relation}"
    arrays = _arrays(session, select, order, as_texts(session, select, key))
    places = [f"__g{n}" for n in range(len(segments))]
    frame = Frame.of(arrays, key=key, cut=cut, label=LABEL, segments=places, features=names)
    told = zip(frame.segments, segments, strict=True)
    return replace(frame, segments=tuple(replace(one, name=name) for one, name in told))


def as_texts(session: Session, select: str, key: str) -> list[str]:
    """Give the columns that are fetched as text, so that a key of whatever type comes whole.

    The driver gives large numbers roughly, and an ENUM only with a package of its own.
    """
    columns = session.describe(select)
    texts = [c.name for c in columns if c.type.startswith("ENUM")]
    own = next(c for c in columns if c.name == key)
    if own.type not in _AS_THEY_ARE and own.name not in texts:
        texts.append(own.name)
    return texts


def _arrays(session: Session, select: str, order: str, texts: Sequence[str]) -> dict[str, Array]:
    """Fetch rows in an order."""
    as_text = ", ".join(f"CAST({quote(n)} AS VARCHAR) AS {quote(n)}" for n in texts)
    columns = f"* REPLACE ({as_text})" if texts else "*"
    return session.arrays(f"SELECT {columns} FROM ({select}) ORDER BY {order}")


def _print(session: Session, relation: str) -> str:
    """Give a hash of the rows, whatever their order."""
    row = session.rows(
        f"SELECT count(*), bit_xor(md5_number(CAST(__t AS VARCHAR))) FROM {relation} AS __t"
    )[0]
    return f"{row[0]}-{row[1]:x}"
