from datetime import UTC, datetime
from pathlib import Path

import pytest

from documents import pdf, text_layer
from documents.errors import DocumentError, MissingGlyph, TextLayerMismatch
from documents.typst_runner import FAMILIES, draw, fonts

TEMPLATE = """#let d = json(bytes(sys.inputs.data))
#set document(title: d.title)
#set text(font: d.families, lang: d.lang, top-edge: "ascender", bottom-edge: "descender")
#set page(width: 160mm, height: auto)
#for line in d.lines { par(line) }
"""
HARD_LINES = {
    "th": "สมศักดิ์ ปั๊มน้ำผึ้ง กตัญญู ฐิติ์",
    "km": "សុខ ស្រីមុំ ព្រះស្ត្រី ឃុំកណ្ដាល",
    "lo": "ສົມໄຊ ພົມມະຈັນ ນ້ຳໃຈ ກໍ່ຕັ້ງ",
    "my": "ဒေါ်အောင်ကျော်စွာ ကြွက်မြို့ သင်္ဘော",
    "hi": "श्रीकृष्ण त्रिपाठी क्षत्रिय र्कि",
}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "page.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def data(*lines: str, lang: str = "en") -> dict[str, object]:
    return {"title": "Title", "families": FAMILIES, "lang": lang, "lines": list(lines)}


def test_every_document_keeps_both_standards(template: Path) -> None:
    drawn = draw(template, data("Hello"))
    assert pdf.structure(drawn.pdf).problems() == []
    assert drawn.warnings == ()


def test_fixed_moment_gives_the_same_bytes(template: Path) -> None:
    at = datetime(2026, 3, 31, tzinfo=UTC)
    assert draw(template, data("Hello"), timestamp=at) == draw(template, data("Hello"), timestamp=at)


def test_text_of_a_person_is_never_code(template: Path) -> None:
    line = '#panic("x") *bold* $x$ \\ ] <label> @ref'
    assert pdf.leaf_count(draw(template, data(line)).pdf) == 1


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ana \U0001f600", "U+1F600 GRINNING FACE"),
        ("简", "U+7B80"),
        ("\u0007", "U+0007"),
        ('"\u0710', "U+0710 SYRIAC LETTER ALAPH"),
    ],
)
def test_character_without_a_glyph_is_named(template: Path, text: str, named: str) -> None:
    with pytest.raises(MissingGlyph) as refusal:
        draw(template, data(text))
    assert named in str(refusal.value)


def test_mistake_in_a_template_is_not_taken_for_a_missing_character(tmp_path: Path) -> None:
    path = tmp_path / "broken.typ"
    path.write_text("#nothing", encoding="utf-8")
    with pytest.raises(DocumentError) as problem:
        draw(path, {})
    assert not isinstance(problem.value, MissingGlyph)


def test_fonts_hold_rare_kanji_and_variation_sequences(template: Path) -> None:
    assert set(FAMILIES) <= set(fonts().families())
    assert draw(template, data("髙橋 﨑子 渡邉 𠮷田 葛󠄀城 辻󠄀 令和㋿", lang="ja")).pdf


@pytest.mark.parametrize("language", HARD_LINES)
def test_repaired_line_is_one_run_with_its_text(template: Path, language: str) -> None:
    lines = ["Name", HARD_LINES[language], "end"]
    drawn = draw(template, data(*lines, lang=language)).pdf
    repaired = text_layer.repair(drawn, lines)
    assert HARD_LINES[language] in pdf.replacement_texts(repaired)
    assert pdf.structure(repaired).problems() == []
    assert pdf.leaf_count(repaired) == 3


def test_wrapped_line_is_repaired_as_one(template: Path) -> None:
    lines = ["สมศักดิ์ ปั๊มน้ำผึ้ง กตัญญู ฐิติ์ " * 8]
    repaired = text_layer.repair(draw(template, data(*lines, lang="th")).pdf, lines)
    assert pdf.replacement_texts(repaired) == lines


def test_lines_that_extract_well_are_left_alone(template: Path) -> None:
    lines = ["Hello", "髙橋", "محمد بن عبد الله"]
    drawn = draw(template, data(*lines)).pdf
    assert text_layer.repair(drawn, lines) == drawn


def test_repair_refuses_lines_that_are_not_on_the_page(template: Path) -> None:
    drawn = draw(template, data("สมศักดิ์", lang="th")).pdf
    with pytest.raises(TextLayerMismatch):
        text_layer.repair(drawn, ["สมศักดิ์", "another"])
