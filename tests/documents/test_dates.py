from datetime import date
from decimal import Decimal

import pytest

from documents.dates import long_date, number

DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "31 March 2026"),
        ("ja", "2026年3月31日"),
        ("id", "31 Maret 2026"),
        ("th", "31 มีนาคม 2569"),
        ("ar", "31 مارس 2026"),
        ("vi", "31 tháng 3, 2026"),
        ("km", "31 មីនា 2026"),
        ("lo", "31 ມີນາ 2026"),
        ("my", "၂၀၂၆ မတ် ၃၁"),
        ("pt-br", "31 de março de 2026"),
        ("tet", "31 Marsu 2026"),
        ("xx", "31 March 2026"),
    ],
)
def test_long_date_is_written_as_the_language_writes_it(language: str, written: str) -> None:
    assert long_date(DAY, language) == written


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 3, 31), "令和8年3月31日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
    ],
)
def test_japanese_era_changes_on_its_day(day: date, written: str) -> None:
    assert long_date(day, "ja", era=True) == written


def test_era_is_ignored_outside_japanese() -> None:
    assert long_date(DAY, "id", era=True) == "31 Maret 2026"


def test_numbers_use_the_marks_and_digits_of_the_language() -> None:
    written = {language: number(Decimal("1234.5"), language) for language in ("en", "id", "my", "ar")}
    assert written == {"en": "1,234.5", "id": "1.234,5", "my": "၁,၂၃၄.၅", "ar": "1,234.5"}
