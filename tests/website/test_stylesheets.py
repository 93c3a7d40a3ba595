import gzip
import re

import pytest

from website import stylesheets

LIMITS = {"app.css": (15 * 1024, 5 * 1024), "coord.css": (6 * 1024, 2 * 1024)}
PHYSICAL = re.compile(
    r"(?<![-\w])((margin|padding|border|inset)-(left|right|top|bottom)|left|right|top|bottom|width|height"
    r"|min-width|max-width|min-height|max-height|float)\s*:"
)
SOURCES = sorted(stylesheets.SOURCE.rglob("*.css"))


def test_built_sheets_are_fresh():
    assert list(stylesheets.stale()) == []


@pytest.mark.parametrize("name", LIMITS)
def test_sheet_stays_within_its_weight(name):
    whole, compressed = LIMITS[name]
    data = (stylesheets.TARGET / name).read_bytes()
    assert len(data) <= whole
    assert len(gzip.compress(data)) <= compressed


def test_every_source_file_is_built():
    built = {f"{part}.css" for parts in stylesheets.SHEETS.values() for part in parts}
    assert {str(source.relative_to(stylesheets.SOURCE)) for source in SOURCES} == built


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_source_uses_logical_properties_only(source):
    text = re.sub(r"/\*.*?\*/", "", source.read_text(), flags=re.DOTALL)
    text = re.sub(r"@media[^{]*\{", "{", text)
    assert PHYSICAL.findall(text) == []
    assert re.findall(r"text-align:\s*(left|right)", text) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_source_forces_nothing(source):
    text = source.read_text()
    assert [line for line in text.splitlines() if "!important" in line and "[hidden]" not in line] == []


def test_minify_keeps_strings_and_calculations():
    css = '@layer a { .b { content: " ; x "; inset: calc(1rem - 1px) 0; } /* x */ .c > .d { color: red; } }'
    assert stylesheets.minify(css) == '@layer a{.b{content:" ; x ";inset:calc(1rem - 1px) 0}.c>.d{color:red}}'


def test_minify_pulls_neighbours_together_and_leaves_sums_apart():
    css = ".a + .b, :is(c, d) ~ e { width: calc(1px + 2px) !important; }"
    assert stylesheets.minify(css) == ".a+.b,:is(c,d)~e{width:calc(1px + 2px)!important}"


def test_minify_joins_only_neighbours_of_one_layer():
    assert stylesheets.minify("@layer a { b { c: d } } @layer a { e { f: g } } @layer h { i { j: k } }") == (
        "@layer a{b{c:d}e{f:g}}@layer h{i{j:k}}"
    )


def test_style_guide_shows_every_colour_in_both_schemes():
    built = stylesheets.build("styleguide.css")
    tokens = set(re.findall(r"--[a-z0-9-]+:#", built.partition(".on-dark")[0]))
    assert tokens == set(re.findall(r"--[a-z0-9-]+:#", built.partition(".on-dark")[2]))
    assert len(tokens) == 20
