"""What the documentation promises about files and settings holds."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from courses.packages.reading import read_package

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_small_package_of_the_documentation_is_valid(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "course-packages.md").read_text(encoding="utf-8")
    files = dict(re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    package = read_package(tmp_path)
    assert [unit.slug for unit in package.units()] == ["one-sentence", "check"]
    assert {unit.slug: sorted(unit.texts) for unit in package.units()}["one-sentence"] == ["en", "ja"]
    assert sorted(package.items) == ["X-01", "X-02"]


def test_every_environment_variable_is_in_the_operators_table() -> None:
    production = (ROOT / "config" / "settings" / "production.py").read_text(encoding="utf-8")
    read = set(re.findall(r'environment\.\w+\(\s*"([A-Z0-9_]+)"', production))
    table = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    described = {
        name
        for line in table.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([A-Z0-9_]+)`", line.split("|")[1])
    }
    assert described - {"DJANGO_SETTINGS_MODULE"} == read


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)", text)
    missing = [
        target
        for target in targets
        if "://" not in target
        and not target.startswith("docs/screenshots/")
        and not (document.parent / target).exists()
    ]
    assert missing == []


def test_decisions_are_short_and_complete() -> None:
    for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) < 60, path
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Rejected"], path
