import math
from xml.etree import ElementTree as ET

import pytest

from bench.kit.plots import Curve, Scale, draw, exponent, short

SVG = "{http://www.w3.org/2000/svg}"


def made(*curves: Curve, title: str = "Times") -> ET.Element:
    text = draw(title, "What grows", across="visits", up="ms", curves=curves)
    return ET.fromstring(text)  # noqa: S314 -- drawn here


@pytest.mark.parametrize("power", [0.0, 0.23, 1.0, -0.5])
def test_the_exponent_of_a_power_is_found(power: float) -> None:
    points = [(x, 3.5 * x**power) for x in (10.0, 50.0, 500.0, 5000.0)]

    assert exponent(points) == pytest.approx(power)


def test_the_exponent_of_scattered_points_is_between_theirs() -> None:
    low, high = [(1.0, 1.0), (10.0, 1.0)], [(1.0, 1.0), (10.0, 10.0)]

    assert exponent([*low, *high]) == pytest.approx(0.5)


def test_one_size_is_no_curve() -> None:
    with pytest.raises(ValueError, match="more than one size"):
        exponent([(10.0, 1.0), (10.0, 2.0)])


def test_a_scale_goes_over_whole_decades() -> None:
    scale = Scale.over([0.2, 30.0], 400, 100)

    assert scale.decades() == [0.1, 1.0, 10.0, 100.0]
    assert [scale.at(value) for value in scale.decades()] == [400, 300, 200, 100]
    assert scale.at(math.sqrt(10)) == pytest.approx(250)


def test_a_scale_of_equal_values_has_one_decade() -> None:
    assert Scale.over([1.0, 1.0], 0, 100).decades() == [1.0, 10.0]


@pytest.mark.parametrize(
    ("value", "said"), [(0.01, "0.01"), (1.0, "1"), (1e4, "10 k"), (1e6, "1 M")]
)
def test_decades_are_said_shortly(value: float, said: str) -> None:
    assert short(value) == said


def test_each_curve_has_its_line_its_marks_and_its_words() -> None:
    curves = [Curve(name, [(10.0, 1.0), (100.0, 2.0)], "exponent 0.3") for name in "abc"]
    svg = made(*curves)

    lines = svg.findall(f"{SVG}polyline")
    assert [line.get("class") for line in lines] == ["curve s0", "curve s1", "curve s2"]
    assert all(len((line.get("points") or "").split()) == 2 for line in lines)
    # Two on the line and one in the legend, of a shape for each curve.
    assert len(list(svg.iter(f"{SVG}circle"))) == 3
    assert len(list(svg.iter(f"{SVG}polygon"))) == 6
    words = [text.text for text in svg.findall(f"{SVG}text")]
    assert {"a, exponent 0.3", "b, exponent 0.3", "c, exponent 0.3"} <= set(words)


def test_higher_values_stand_higher_and_larger_sizes_further_right() -> None:
    svg = made(Curve("a", [(100.0, 5.0), (10.0, 1.0)]))
    line = svg.find(f"{SVG}polyline")
    assert line is not None
    (x1, y1), (x2, y2) = (map(float, place.split(",")) for place in line.get("points", "").split())

    assert x1 < x2
    assert y1 > y2


def test_a_screen_reader_has_title_and_description() -> None:
    svg = made(Curve("a < b & c", [(10.0, 1.0), (100.0, 2.0)]), title="Visits & doctors")
    named = (svg.get("aria-labelledby") or "").split()
    told = {each.get("id"): each.text for each in svg if each.get("id")}

    assert svg.get("role") == "img"
    assert [told[name] for name in named] == ["Visits & doctors", "What grows"]


def test_more_curves_than_can_be_told_apart_are_refused() -> None:
    curve = Curve("a", [(10.0, 1.0), (100.0, 2.0)])
    with pytest.raises(ValueError, match="told apart"):
        made(*[curve] * 6)
