"""Drawings lose what could run or load; what cannot be read is refused."""

import pytest

from curriculum.svg import UnsafeSvg, clean_svg

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


@pytest.mark.parametrize(
    "danger",
    [
        "<script>alert(1)</script>",
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
        '<g onload="x()"/>',
        '<g style="background:url(https://example.org)"/>',
        '<image href="https://example.org/x.png"/>',
        '<use xlink:href="https://example.org/x.svg#a"/>',
        '<path d="M0 0" fill="url(https://example.org/x#a)"/>',
        '<path d="M0 0" fill="u\\72l(https://example.org/x#a)"/>',
        '<a href="javascript:x()"><path d="M0 0"/></a>',
    ],
)
def test_dangerous_parts_are_dropped(danger: str) -> None:
    cleaned = clean_svg(f"{OPEN}{danger}</svg>")
    for word in ("script", "foreign", "onload", "style", "example.org"):
        assert word not in cleaned


def test_plain_drawing_survives() -> None:
    drawing = f'{OPEN}<g stroke-width="2"><path d="M0 0h9" fill="url(#a)"/><text x="1">1</text></g></svg>'
    cleaned = clean_svg(drawing)
    assert (
        'viewBox="0 0 9 9"' in cleaned and 'fill="url(#a)"' in cleaned and '<text x="1">1</text>' in cleaned
    )
    assert clean_svg(cleaned) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<svg",
        "<html/>",
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>',
        f"<svg>{'<g>' * 5000}{'</g>' * 5000}</svg>",
    ],
    ids=["empty", "broken", "another language", "entities", "deeper than anybody draws"],
)
def test_what_is_no_drawing_is_refused(text: str) -> None:
    with pytest.raises(UnsafeSvg):
        clean_svg(text)
