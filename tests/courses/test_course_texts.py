"""What the demonstration courses teach, checked as text: long enough in every language, and keys that agree with stems."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from courses.packages.reading import Package, read_package

DEMO = Path(settings.BASE_DIR) / "demo" / "courses"
PACKAGES = sorted(path.name for path in DEMO.iterdir())
HOW_MANY = {2: ("two", "二つ", "dua"), 3: ("three", "三つ", "tiga"), 4: ("four", "四つ", "empat")}
ENOUGH = {"en": 350, "id": 320, "ja": 850}
EXERCISES = {"question", "check"}


@pytest.fixture(params=PACKAGES)
def package(request: pytest.FixtureRequest) -> Package:
    return read_package(DEMO / request.param)


def length(text: str, language: str) -> int:
    """Words, or characters where words are not set apart."""
    return len(re.sub(r"\s", "", text)) if language == "ja" else len(text.split())


def test_every_lesson_is_long_enough_in_every_language(package: Package) -> None:
    for unit in (unit for unit in package.units() if unit.kind == "lesson"):
        for language, text in unit.texts.items():
            body = " ".join(block.body for block in text.blocks)
            assert length(body, language) >= ENOUGH[language], (unit.slug, language)
            assert {block.type for block in text.blocks} & EXERCISES, (unit.slug, language)


def test_stem_asks_for_as_many_options_as_are_right(package: Package) -> None:
    for code, item in package.items.items():
        if item["interaction"] != "choice":
            continue
        right = sum(bool(part.get("correct")) for part in item["parts"])
        if not item.get("multiple"):
            assert right == 1, code
            continue
        for word, language in zip(HOW_MANY[right], ("en", "ja", "id"), strict=True):
            assert word in item["stem"][language].lower(), (code, language)


def test_every_option_says_why_in_every_language(package: Package) -> None:
    for code, item in package.items.items():
        for part in item["parts"] if item["interaction"] == "choice" else []:
            assert set(part["feedback"]) == set(package.languages), (code, part["id"])
        for outcome in ("feedback_correct", "feedback_incorrect"):
            assert set(item[outcome]) == set(package.languages), (code, outcome)


def test_sums_in_the_feedback_add_up(package: Package) -> None:
    sums = 0
    for code, item in package.items.items():
        if item["interaction"] != "numeric":
            continue
        stated = re.sub(r"(?<=\d),(?=\d{3})", "", item["feedback_incorrect"]["en"])
        for left, right, total in re.findall(r"(\d+) \+ (\d+) = (\d+)", stated):
            assert int(left) + int(right) == int(total) == item["number"]["value"], code
            sums += 1
        for part, whole, quotient in re.findall(
            r"(\d+) ÷ (\d+(?:\.\d+)?)(?: × 100)? ≈ (\d+(?:\.\d+)?)", stated
        ):
            factor = 100 if "× 100" in stated else 1
            computed = int(part) / float(whole) * factor
            assert computed == pytest.approx(float(quotient), rel=0.001), code
            assert abs(computed - item["number"]["value"]) <= item["number"]["tolerance"], code
            sums += 1
    assert sums
