from xml.etree import ElementTree

import pytest

from documents.charts import Mark, bar_chart, line_chart

SVG = "{http://www.w3.org/2000/svg}"
MARKS = [Mark("การฝึก", 12), Mark("研修 <b>", 45), Mark("التدريب", 100)]


@pytest.mark.parametrize("chart", [bar_chart, line_chart])
def test_chart_names_itself_and_all_its_values(chart) -> None:
    svg = chart("Completion", MARKS, key="c1", unit="%")
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    labels = {element.get("id"): element.text for element in root if element.get("id")}
    assert [labels[name] for name in root.get("aria-labelledby", "").split()] == [
        "Completion",
        "การฝึก: 12%; 研修 <b>: 45%; التدريب: 100%",
    ]
    assert [title.text for title in root.findall(f"{SVG}g/{SVG}title")] == [
        "การฝึก: 12%",
        "研修 <b>: 45%",
        "التدريب: 100%",
    ]
    assert "style=" not in svg and "<script" not in svg


def test_bars_stand_on_the_axis_in_proportion() -> None:
    root = ElementTree.fromstring(bar_chart("x", [Mark("a", 50), Mark("b", 100)], key="c1"))
    bars = list(root.iter(f"{SVG}rect"))
    half, full = (float(bar.get("height", 0)) for bar in bars)
    assert full == pytest.approx(2 * half, abs=0.2)
    feet = {round(float(bar.get("y", 0)) + float(bar.get("height", 0)), 1) for bar in bars}
    assert len(feet) == 1


def test_right_to_left_chart_is_mirrored() -> None:
    places = [
        [float(bar.get("x", 0)) for bar in ElementTree.fromstring(chart).iter(f"{SVG}rect")]
        for chart in (bar_chart("x", MARKS, key="a"), bar_chart("x", MARKS, key="a", right_to_left=True))
    ]
    assert places[0] == sorted(places[0])
    assert places[1] == sorted(places[1], reverse=True)


@pytest.mark.parametrize("marks", [[], [Mark("a", 0)], [Mark("a", 0.004)], [Mark("a", 123456789)]])
def test_chart_of_little_or_much_is_still_a_chart(marks: list[Mark]) -> None:
    for chart in (bar_chart, line_chart):
        assert ElementTree.fromstring(chart("x", marks, key="c1")).get("role") == "img"
