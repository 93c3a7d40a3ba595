"""Achievements, signatories and awards for tests: plain functions, real rows."""

from datetime import date
from itertools import count
from typing import Any

from modeltranslation.utils import build_localized_fieldname

from credentials.issuing import issue
from credentials.models import Achievement, Credential, Signatory
from people.models import User
from tests.factories.people import make_user

_numbers = count(1)

TITLES = {
    "en": "Koban and chuzaisho: policing close to residents",
    "ja": "交番と駐在所：住民に身近な警察活動",
    "id": "Kōban dan chūzaisho: pemolisian yang dekat dengan warga",
    "th": "โคบังและชูไซโช: ตำรวจที่ใกล้ชิดประชาชน",
    "ar": "الكوبان والتشوزايشو: شرطة قريبة من السكان",
}

# Names that break careless software: variation selectors, a character beyond the basic plane, stacked marks.
HARD_NAMES = {
    "en": "María José O’Connor-Ŝmith Łukasz",
    "ja": "髙橋 﨑子 渡邉 𠮷田 葛󠄀城",
    "id": "Ni Luh Putu Sri Wahyuningsih",
    "th": "สมศักดิ์ ปั๊มน้ำผึ้ง กตัญญู ฐิติ์",
    "ar": "محمد بن عبد اللّٰه الأحمد لَا",
    "km": "សុខ ស្រីមុំ ព្រះស្ត្រី ឃុំកណ្ដាល",
    "my": "ဒေါ်အောင်ကျော်စွာ ကြွက်မြို့ သင်္ဘော",
    "lo": "ສົມໄຊ ພົມມະຈັນ ນ້ຳໃຈ ກໍ່ຕັ້ງ",
}


def make_achievement(**fields: Any) -> Achievement:
    fields.setdefault("code", f"achievement-{next(_numbers)}")
    if not any(name.startswith("title_") for name in fields):
        # Never by hand: the column of Indonesian is called title_ind.
        fields |= {build_localized_fieldname("title", language): title for language, title in TITLES.items()}
    fields.setdefault("level", "basic")
    fields.setdefault("minutes", 390)
    return Achievement.objects.create(**fields)


def make_signatory(**fields: Any) -> Signatory:
    fields.setdefault("native_name", "佐藤 健一")
    fields.setdefault("latin_name", "SATO Kenichi")
    fields.setdefault("post_en", "Director of the Training Centre")
    fields.setdefault("post_ja", "研修センター所長")
    fields.setdefault("valid_from", date(2020, 4, 1))
    return Signatory.objects.create(**fields)


def make_credential(
    recipient: User | None = None,
    achievement: Achievement | None = None,
    *,
    context: str = "",
    key: str = "",
    language: str = "en",
    actor: User | None = None,
    **facts: Any,
) -> Credential:
    """Issued by the rule itself, so frozen as in life; drawn only where the test commits."""
    number = next(_numbers)
    facts.setdefault("completed_on", date(2026, 3, 31))
    facts.setdefault("course_code", "A")
    facts.setdefault("release", 1)
    return issue(
        recipient=recipient or make_user(),
        achievement=achievement or make_achievement(),
        context=context or f"run:{number}",
        facts=facts,  # type: ignore[arg-type]
        evidence={"enrolment": number},
        actor=actor,
        idempotency_key=key or f"enrolment:{number}",
        languages=(language,),
    )
