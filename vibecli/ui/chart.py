"""Charts as inline SVG: shares over a scale, and steps that add up to a total.

Owns their geometry and nothing else: colours are the page's, texts are escaped here.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from math import floor

from vibecli.ui.page import text
from vibecli.ui.text import cut

_WIDTH, _HEIGHT = 720, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 16, 28, 44
_STEPS = 5
_TICKS = 8
_ROW, _BARS_FROM, _BARS_TO, _NAME = 22, 170, 640, 22


def line_chart(
    label: str, places: Sequence[str], series: Mapping[str, Sequence[float]], scale: str
) -> str:
    """Give a chart of shares (0 to 1) at evenly spaced, named places.

    Args:
        label: what a reader who cannot see the chart is told.
        places: the name of each point on the horizontal scale.
        series: up to three lines by name, a share a place.
        scale: what the horizontal scale means.
    """
    lowest = floor(10 * min((min(values) for values in series.values()), default=0.0)) / 10
    lowest = min(lowest, 0.9)
    pieces = [*_scale(lowest), *_places(places, scale)]
    for number, (name, values) in enumerate(series.items()):
        pieces += _line(number, name, values, places, lowest)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{text(label)}">'
        f"<title>{text(label)}</title>{''.join(pieces)}</svg>"
    )


def waterfall_chart(label: str, steps: Sequence[tuple[str, float, str]]) -> str:
    """Give a chart of steps, each from where the one before ended, and their total.

    Args:
        label: what a reader who cannot see the chart is told.
        steps: name, size and what is said of it, in order.
    """
    ends = list(accumulate(size for _, size, _ in steps))
    low, high = min(0.0, *ends), max(0.0, *ends)
    scale = (_BARS_TO - _BARS_FROM) / ((high - low) or 1.0)
    zero = _BARS_FROM - low * scale
    height = _ROW * (len(steps) + 1) + 8
    pieces = [f'<line class="grid" x1="{zero:.1f}" x2="{zero:.1f}" y1="0" y2="{height}"/>']
    rows = [(n, end - size, end, said) for (n, size, said), end in zip(steps, ends, strict=True)]
    for number, (name, start, end, said) in enumerate([*rows, ("total", 0.0, ends[-1], "")]):
        kind = "sum" if number == len(steps) else "up" if end >= start else "down"
        sides = zero + min(start, end) * scale, abs(end - start) * scale
        pieces += _bar(number, kind, sides, name, f"{name} {end - start:+.1f} {said}".rstrip())
        x, y = sides[0] + sides[1] + 6, _ROW * number + 19
        pieces.append(f'<text x="{x:.1f}" y="{y}">{end - start:+.1f}</text>')
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{text(label)}">'
        f"<title>{text(label)}</title>{''.join(pieces)}</svg>"
    )


def bar_chart(label: str, bars: Sequence[tuple[str, float, str]]) -> str:
    """Give a chart of named sizes, each a bar from zero.

    Args:
        label: what a reader who cannot see the chart is told.
        bars: name, size and what is said of it, in order.
    """
    low, high = min(0.0, *(size for _, size, _ in bars)), max(0.0, *(size for _, size, _ in bars))
    scale = (_BARS_TO - _BARS_FROM) / ((high - low) or 1.0)
    zero, height = _BARS_FROM - low * scale, _ROW * len(bars) + 8
    pieces = [f'<line class="grid" x1="{zero:.1f}" x2="{zero:.1f}" y1="0" y2="{height}"/>']
    for number, (name, size, said) in enumerate(bars):
        sides = zero + min(size, 0.0) * scale, abs(size) * scale
        pieces += _bar(number, "sum", sides, name, f"{name} {size:.4f} {said}".rstrip())
        x, y = sides[0] + sides[1] + 6, _ROW * number + 19
        pieces.append(f'<text x="{x:.1f}" y="{y}">{size:.4f}</text>')
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{text(label)}">'
        f"<title>{text(label)}</title>{''.join(pieces)}</svg>"
    )


def _bar(number: int, kind: str, sides: tuple[float, float], name: str, told: str) -> Iterator[str]:
    """One step: its name on the left, its bar, and what a pointer over it tells."""
    top = _ROW * number + 6
    shown = text(cut(name, _NAME))
    yield f'<text x="{_BARS_FROM - 10}" y="{top + 13}" text-anchor="end">{shown}</text>'
    x, width = sides[0], max(sides[1], 1.0)
    yield f'<rect class="{kind}" x="{x:.1f}" y="{top}" width="{width:.1f}" height="{_ROW - 6}">'
    yield f"<title>{text(told)}</title></rect>"


def _scale(lowest: float) -> Iterator[str]:
    """The horizontal lines, from the lowest share to 1."""
    for step in range(_STEPS + 1):
        share = lowest + (1 - lowest) * step / _STEPS
        y = _y(share, lowest)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{share:.2f}</text>'


def _places(places: Sequence[str], scale: str) -> Iterator[str]:
    every = -(-len(places) // _TICKS)
    for number, place in enumerate(places):
        if number % every == 0:
            x, y = _x(number, len(places)), _HEIGHT - _BOTTOM + 16
            yield f'<text x="{x}" y="{y}" text-anchor="middle">{text(place)}</text>'
    x, y = (_WIDTH + _LEFT - _RIGHT) // 2, _HEIGHT - 8
    yield f'<text x="{x}" y="{y}" text-anchor="middle">{text(scale)}</text>'


def _line(
    number: int, name: str, values: Sequence[float], places: Sequence[str], lowest: float
) -> Iterator[str]:
    """One line with its points, and its name in the legend above."""
    points = [(_x(at, len(values)), _y(value, lowest)) for at, value in enumerate(values)]
    path = " L".join(f"{x} {y}" for x, y in points)
    kind = f"s{number:d}"
    yield f'<path class="{kind} line" d="M{path}"/>'
    for (x, y), value, place in zip(points, values, places, strict=True):
        told = f"{name} {value:.4f} at {place}"
        yield f'<circle class="{kind}" cx="{x}" cy="{y}" r="3"><title>{text(told)}</title></circle>'
    x = _LEFT + 150 * number
    yield f'<path class="{kind} line" d="M{x} 14 L{x + 28} 14"/>'
    yield f'<text x="{x + 34}" y="18">{text(name)}</text>'


def _x(at: int, count: int) -> float:
    width = _WIDTH - _LEFT - _RIGHT - 20
    return round(_LEFT + 10 + width * (at / (count - 1) if count > 1 else 0.5), 1)


def _y(share: float, lowest: float) -> float:
    height = _HEIGHT - _TOP - _BOTTOM
    return round(_TOP + height * (1 - (share - lowest) / (1 - lowest)), 1)
