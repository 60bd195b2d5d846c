"""Curves on two logarithmic axes as SVG, for the documents: no library draws them better."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Self

WIDTH, HEIGHT = 760, 440
# The square that the curves are drawn in; the legend stands below it.
LEFT, TOP, RIGHT, BOTTOM = 78, 56, 24, 112
LEGEND_COLUMNS = 2
ROW_HEIGHT = 20
MARK = 5

# Told apart by shape as much as by colour; both readable on light and on dark ground.
STYLE = """
    .ground { fill: #ffffff } text { fill: #1f2933; font: 13px system-ui, sans-serif }
    .title { font-size: 16px; font-weight: 600 } .tick, .axis { font-size: 12px }
    .grid { stroke: #d5dbe1; stroke-width: 1 } .frame { stroke: #7b8794; fill: none }
    .curve { fill: none; stroke-width: 2 } .mark { stroke-width: 1.5 }
    .s0 { stroke: #0b6bcb; fill: #0b6bcb } .s1 { stroke: #b3480f; fill: #b3480f }
    .s2 { stroke: #1a7f4b; fill: #1a7f4b } .s3 { stroke: #7a3fb0; fill: #7a3fb0 }
    .s4 { stroke: #a01c5b; fill: #a01c5b } .curve { fill: none }
    @media (prefers-color-scheme: dark) {
        .ground { fill: #12181f } text { fill: #e4e9ee }
        .grid { stroke: #2f3a45 } .frame { stroke: #8a97a5 }
        .s0 { stroke: #6cb2ff; fill: #6cb2ff } .s1 { stroke: #ffa36b; fill: #ffa36b }
        .s2 { stroke: #5fd39a; fill: #5fd39a } .s3 { stroke: #c79bf2; fill: #c79bf2 }
        .s4 { stroke: #ff8fc0; fill: #ff8fc0 } .curve { fill: none }
    }
"""
KINDS = 5


@dataclass(frozen=True, slots=True)
class Curve:
    """`points` are pairs of positive numbers; `note` stands behind the name in the legend."""

    name: str
    points: Sequence[tuple[float, float]]
    note: str = ""

    @property
    def exponent(self) -> float:
        return exponent(self.points)


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The power of x that y grows by: the slope of logs by least squares."""
    xs = [math.log(x) for x, _ in points]
    ys = [math.log(y) for _, y in points]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    across = sum((x - middle_x) ** 2 for x in xs)
    if across == 0:
        raise ValueError("a curve has more than one size")
    pairs = zip(xs, ys, strict=True)
    return sum((x - middle_x) * (y - middle_y) for x, y in pairs) / across


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole decades of one axis onto pixels."""

    low: int
    high: int
    start: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], start: float, end: float) -> Self:
        low = math.floor(math.log10(min(values)))
        high = math.ceil(math.log10(max(values)))
        return cls(low, max(high, low + 1), start, end)

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def decades(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]

    def between(self) -> list[float]:
        powers = range(self.low, self.high)
        return [digit * 10.0**power for power in powers for digit in range(2, 10)]


def short(value: float) -> str:
    """A decade as it is said: 0.1, 100, 10 k, 5 M."""
    for size, unit in ((1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


def draw(title: str, description: str, *, across: str, up: str, curves: Sequence[Curve]) -> str:
    """An SVG of these curves; `across` and `up` name the axes with their units."""
    if not 0 < len(curves) <= KINDS:
        raise ValueError(f"one to {KINDS} curves can be told apart")
    x = Scale.over([at for curve in curves for at, _ in curve.points], LEFT, WIDTH - RIGHT)
    y = Scale.over([at for curve in curves for _, at in curve.points], HEIGHT - BOTTOM, TOP)
    body = [*_grid(x, y), *_axes(x, y, across, up)]
    for number, curve in enumerate(curves):
        body += _curve(number, curve, x, y)
    body += _legend(curves)
    lines = "\n".join(f"  {line}" for line in body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="title description">\n'
        f'  <title id="title">{escape(title)}</title>\n'
        f'  <desc id="description">{escape(description)}</desc>\n'
        f"  <style>{STYLE}  </style>\n"
        f'  <rect class="ground" width="{WIDTH}" height="{HEIGHT}" rx="6"/>\n'
        f'  <text class="title" x="{LEFT}" y="30">{escape(title)}</text>\n'
        f"{lines}\n</svg>\n"
    )


def _grid(x: Scale, y: Scale) -> Iterator[str]:
    for value in x.decades():
        yield _line("grid", x.at(value), y.start, x.at(value), y.end)
    for value in y.decades():
        yield _line("grid", x.start, y.at(value), x.end, y.at(value))
    # Where a decade is large enough to hold them.
    if y.high - y.low <= 2:  # noqa: PLR2004 -- then its lines do not run together
        for value in y.between():
            yield _line("grid", x.start, y.at(value), x.start + 6, y.at(value))
    yield (
        f'<rect class="frame" x="{x.start}" y="{y.end}" width="{x.end - x.start}" '
        f'height="{y.start - y.end}"/>'
    )


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def _axes(x: Scale, y: Scale, across: str, up: str) -> Iterator[str]:
    for value in x.decades():
        place = f'x="{x.at(value)}" y="{y.start + 18}" text-anchor="middle"'
        yield f'<text class="tick" {place}>{short(value)}</text>'
    for value in y.decades():
        place = f'x="{x.start - 8}" y="{y.at(value) + 4}" text-anchor="end"'
        yield f'<text class="tick" {place}>{short(value)}</text>'
    middle = (x.start + x.end) / 2
    place = f'x="{middle}" y="{y.start + 38}" text-anchor="middle"'
    yield f'<text class="axis" {place}>{escape(across)}</text>'
    turned = f"translate(22 {(y.start + y.end) / 2}) rotate(-90)"
    yield f'<text class="axis" transform="{turned}" text-anchor="middle">{escape(up)}</text>'


def _curve(number: int, curve: Curve, x: Scale, y: Scale) -> Iterator[str]:
    places = [(x.at(across), y.at(up)) for across, up in sorted(curve.points)]
    path = " ".join(f"{left},{top}" for left, top in places)
    yield f'<polyline class="curve s{number}" points="{path}"/>'
    for (left, top), (across, up) in zip(places, sorted(curve.points), strict=True):
        told = f"{curve.name}: {up:.3g} at {across:,.0f}"
        yield f"<g><title>{escape(told)}</title>{_mark(number, left, top)}</g>"


def _mark(number: int, x: float, y: float) -> str:
    kind = f'class="mark s{number}"'
    if number == 0:
        return f'<circle {kind} cx="{x}" cy="{y}" r="{MARK}"/>'
    corners = {
        1: ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        2: ((0, -1.2), (1.2, 1), (-1.2, 1)),
        3: ((0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)),
        4: ((0, 1.2), (1.2, -1), (-1.2, -1)),
    }[number]
    points = " ".join(f"{x + dx * MARK:.1f},{y + dy * MARK:.1f}" for dx, dy in corners)
    return f'<polygon {kind} points="{points}"/>'


def _legend(curves: Sequence[Curve]) -> Iterator[str]:
    column = (WIDTH - LEFT - RIGHT) / LEGEND_COLUMNS
    for number, curve in enumerate(curves):
        row, place = divmod(number, LEGEND_COLUMNS)
        x, y = LEFT + place * column, HEIGHT - BOTTOM + 62 + row * ROW_HEIGHT
        yield _line(f"curve s{number}", x, y, x + 28, y)
        yield _mark(number, x + 14, y)
        words = f"{curve.name}, {curve.note}" if curve.note else curve.name
        yield f'<text x="{x + 36}" y="{y + 4}">{escape(words)}</text>'
