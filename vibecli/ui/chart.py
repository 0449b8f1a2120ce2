"""A line chart as inline SVG: shares over a scale, each point with its numbers.

Owns its geometry and nothing else: colours are the page's, texts are escaped here.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import floor

from vibecli.ui.page import text

_WIDTH, _HEIGHT = 720, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 16, 28, 44
_STEPS = 5
_TICKS = 8


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
