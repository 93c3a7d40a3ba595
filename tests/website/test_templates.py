"""What every template of every app keeps to: nothing inline, every used component there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

INLINE_LINE = '<script>document.documentElement.className="js"</script>'
TEMPLATES = sorted(
    path
    for path in Path(settings.BASE_DIR).glob("*/templates/**/*.html")
    # Mail is drawn by mail programs, which know no style sheets.
    if not {"mail", "email"} & set(path.parts) and not path.name.startswith("email")
)


def _name(path: Path) -> str:
    return str(path).partition("/templates/")[2]


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_template_has_no_inline_code(path):
    text = path.read_text(encoding="utf-8").replace(INLINE_LINE, "")
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']", text) == []
    assert re.findall(r"<style\b", text) == []
    assert [
        tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag and "/json" not in tag
    ] == []
    assert "javascript:" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_template_can_be_parsed(path):
    get_template(_name(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_template_translates_with_trimmed_blocks(path):
    text = path.read_text(encoding="utf-8")
    assert [
        tag for tag in re.findall(r"{% blocktrans(?:late)?\b[^%]*%}", text) if " trimmed" not in tag
    ] == []
