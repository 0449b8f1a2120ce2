"""Outcomes of engines on sets, and the tables they are printed as."""

from dataclasses import asdict, dataclass, field
from statistics import median

from tests.benchmarks.sets import LabelledSet


@dataclass
class Outcome:
    """The runs of one engine on one set, and how good the result is."""

    labelled: LabelledSet
    engine: str
    runs: list[dict] = field(default_factory=list)
    failed: str = ""
    quality: object = None
    best: tuple | None = None  # F1 and threshold, picked with the truth
    floors: dict | None = None

    @property
    def tried(self):
        return bool(self.runs or self.failed)

    def add(self, report):
        """Take the report of one run, or why there is none."""
        if "failed" in report:
            self.failed = report["failed"]
        else:
            self.runs.append(report)

    def of(self, figure):
        """Give the median of a figure over the runs, None without it."""
        given = [run[figure] for run in self.runs if run.get(figure) is not None]
        return median(given) if given else None

    def as_dict(self):
        """Give everything as JSON takes it."""
        return {
            "set": self.labelled.name,
            "rows": self.labelled.rows,
            **{
                name: getattr(self, name) for name in ("engine", "runs", "failed", "best", "floors")
            },
            "quality": asdict(self.quality) if self.quality else None,
        }


_HEAD = ("set", "rows", "engine", "candidates", "recall", "pair F1", "cluster P", "R", "F1", "B3",
         "largest", "wall s", "cpu s", "MB", "wall :peer", "cpu :peer", "MB :peer")  # fmt: skip


def print_outcomes(outcomes):
    """Print one line for each engine and set."""
    lines = [_HEAD, *(_line(outcome, _peer_of(outcome, outcomes)) for outcome in outcomes)]
    _print_table(lines)
    for outcome in outcomes:
        if outcome.failed:
            print(f"{outcome.labelled.name}, {outcome.engine}: {outcome.failed}")
        if outcome.best:
            best, threshold = outcome.best
            print(
                f"{outcome.labelled.name}, {outcome.engine}: cluster F1 {best:.4f} at the best threshold"
                f" ({threshold}), picked with the truth"
            )


def _peer_of(outcome, outcomes):
    if not outcome.engine.startswith("vibecli"):
        return None
    same = [o for o in outcomes if o.labelled is outcome.labelled and o.engine == "splink"]
    return same[0] if same and same[0].runs else None


def _line(outcome, peer):
    q = outcome.quality
    sizes = f"{q.largest}/{q.largest_true}" if q else ""
    return (
        outcome.labelled.name,
        f"{outcome.labelled.rows:,}",
        outcome.engine,
        _whole(outcome.of("candidates")),
        *(
            _share(value)
            for value in ((q.recall, q.pair, *q.cluster, q.b_cubed) if q else [None] * 6)
        ),
        sizes,
        *(_seconds(outcome.of(figure)) for figure in ("wall", "cpu")),
        _whole(outcome.of("mb")),
        *(_ratio(outcome, peer, figure) for figure in ("wall", "cpu", "mb")),
    )


def _ratio(outcome, peer, figure):
    if peer is None or not outcome.runs:
        return ""
    return f"{outcome.of(figure) / peer.of(figure):.2f}"


def _share(value):
    return "" if value is None else f"{value:.4f}"


def _seconds(value):
    return "" if value is None else f"{value:.2f}"


def _whole(value):
    return "" if value is None else f"{value:,.0f}"


def print_stages(outcomes):
    """Print the stages of each engine, vibecli's beside their floors."""
    lines = [("set", "engine", "stage", "s", "floor s", ": floor")]
    for outcome in outcomes:
        floors = outcome.floors if outcome.floors and "failed" not in outcome.floors else {}
        for name, seconds in _stages(outcome):
            floor, mark = floors.get(name.split(" ")[0], (None, ""))
            lines.append(
                (
                    outcome.labelled.name,
                    outcome.engine,
                    name,
                    _seconds(seconds),
                    _seconds(floor) + mark,
                    f"{seconds / floor:.1f}" if floor else "",
                )
            )
    if len(lines) > 1:
        print("\nStages (* the study's best figure for the stage, scaled; else measured here)")
        _print_table(lines)


def _stages(outcome):
    """Give the median time of each stage, repeated stages added up."""
    times = {}
    for run in outcome.runs:
        once = {}
        for name, seconds in run.get("stages", []):
            once[name] = once.get(name, 0.0) + seconds
        for name, seconds in once.items():
            times.setdefault(name, []).append(seconds)
    return [(name, median(given)) for name, given in times.items()]


def print_growth(outcomes):
    """Print how time and memory grow with the rows of the customer tables."""
    lines = [("engine", "rows", "wall s", "us a row", "MB", "bytes a row", "pairs a row")]
    sized = [o for o in outcomes if o.labelled.name.startswith("customers") and o.runs]
    for outcome in sorted(sized, key=lambda o: (o.engine, o.labelled.rows)):
        rows, pairs = outcome.labelled.rows, outcome.of("candidates")
        lines.append(
            (
                outcome.engine,
                f"{rows:,}",
                _seconds(outcome.of("wall")),
                f"{outcome.of('wall') / rows * 1e6:.1f}",
                _whole(outcome.of("mb")),
                _whole(outcome.of("mb") * 2**20 / rows),
                f"{pairs / rows:.1f}" if pairs else "",
            )
        )
    if len(lines) > 1:
        print("\nGrowth")
        _print_table(lines)


def _print_table(lines):
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    for line in lines:
        cells = (
            text.ljust(width) if at < 3 else text.rjust(width)
            for at, (text, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join(cells).rstrip())
