"""Draw sealed sample certificates for scripts/verapdf/check.sh:  samples.py FOLDER [language …]

Needs no database. Names are those that break careless software; one sample of each is a reissue.
"""

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
os.environ.setdefault("MANABIYA_DEMO", "1")
os.environ.setdefault("KEYS_DIR", tempfile.mkdtemp(prefix="manabiya-keys-"))

import django

django.setup()

from credentials import numbers  # noqa: E402
from credentials.drawing import file_of  # noqa: E402
from credentials.models import Achievement, Credential  # noqa: E402

AT = datetime(2026, 4, 2, 3, tzinfo=UTC)
TITLES = {
    "en": "Koban and chuzaisho: policing close to residents",
    "ja": "交番と駐在所：住民に身近な警察活動",
    "id": "Kōban dan chūzaisho: pemolisian yang dekat dengan warga",
    "th": "โคบังและชูไซโช: ตำรวจที่ใกล้ชิดประชาชน",
    "ar": "الكوبان والتشوزايشو: شرطة قريبة من السكان",
}
PEOPLE = {
    "en": ("María José O’Connor-Ŝmith Łukasz", "OCONNOR SMITH MARIA JOSE"),
    "ja": ("髙橋 﨑子 渡邉 𠮷田 葛󠄀城", "TAKAHASHI SAKIKO"),
    "id": ("Ni Luh Putu Sri Wahyuningsih", "WAHYUNINGSIH NI LUH PUTU SRI"),
    "th": ("สมศักดิ์ ปั๊มน้ำผึ้ง กตัญญู ฐิติ์", "PUMNAMPUENG SOMSAK"),
    "ar": ("محمد بن عبد اللّٰه الأحمد لَا", "ALAHMAD MOHAMMED BIN ABDULLAH"),
    "km": ("សុខ ស្រីមុំ ព្រះស្ត្រី ឃុំកណ្ដាល", "SOK SREYMOM"),
    "lo": ("ສົມໄຊ ພົມມະຈັນ ນ້ຳໃຈ ກໍ່ຕັ້ງ", "PHOMMACHAN SOMXAI"),
    "my": ("ဒေါ်အောင်ကျော်စွာ ကြွက်မြို့ သင်္ဘော", ""),
    "vi": ("Nguyễn Thị Phương Thảo Đặng", "NGUYEN DANG THI PHUONG THAO"),
    "pt-br": ("João Antônio Gonçalves", ""),
}
OFFICERS = [
    {
        "native": "佐藤 健一",
        "latin": "SATO Kenichi",
        "posts": {
            "en": "Director, International Police Training Centre",
            "ja": "国際警察研修センター所長",
            "id": "Direktur, Pusat Pelatihan Kepolisian Internasional",
            "th": "ผู้อำนวยการศูนย์ฝึกอบรมตำรวจระหว่างประเทศ",
            "ar": "مدير مركز تدريب الشرطة الدولي",
        },
    },
    {"native": "Maria Santos", "latin": "", "posts": {"en": "Head of Training", "ja": "研修部長"}},
]


def sample(language: str, *, is_reissue: bool) -> Credential:
    native, latin = PEOPLE[language]
    facts = {
        "format": 1,
        "language": language,
        "recipient": {"native": native, "latin": latin},
        "issuer": {
            "en": "International Police Training Centre (fictitious)",
            "ja": "国際警察研修センター（架空）",
        },
        "award": {
            "code": "koban",
            "kind": "completion",
            "titles": TITLES,
            "descriptions": {},
            "criteria": {},
            "level": "basic",
            "minutes": 390,
        },
        "course": {"code": "A", "release": 1},
        "completed_on": "2026-03-31",
        "issued_on": "2026-04-02",
        "signatories": OFFICERS[: 1 if is_reissue else 2],
        "reissue_of": numbers.new() if is_reissue else None,
    }
    return Credential(
        number=numbers.new(),
        achievement=Achievement(code="koban"),
        facts=facts,
        issued_at=AT,
        is_specimen=True,
    )


def main() -> int:
    if len(sys.argv) < 2:
        print("usage: samples.py FOLDER [language …]", file=sys.stderr)
        return 2
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for language in sys.argv[2:] or PEOPLE:
        for is_reissue in (False, True):
            target = folder / f"{language}{'-reissued' if is_reissue else ''}.pdf"
            target.write_bytes(file_of(sample(language, is_reissue=is_reissue), at=AT))
            print(target)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
