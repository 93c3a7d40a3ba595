"""Copies the text out of sealed sample certificates as a reader would, and compares it with what was printed.

    scripts/verapdf/extract.py [language …]

Needs poppler's pdftotext and fails without it. Left-to-right lines must come out as typed. Of right-to-left
lines the letters are compared, not their order: extractors swap the two halves of lam-alef.
"""

import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scripts.verapdf.samples import AT, PEOPLE, sample  # sets up Django

# isort: split

from django.conf import settings

from credentials import certificate
from credentials.drawing import file_of


def extracted(content: bytes) -> str:
    result = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(result.stdout.decode().split())


def letters(text: str) -> Counter[str]:
    plain = unicodedata.normalize("NFKC", text)
    return Counter(character for character in plain if unicodedata.category(character).startswith("L"))


def is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


def missing(language: str) -> list[str]:
    award = sample(language, is_reissue=False)
    data = certificate.template_data(
        award.facts, number=award.number, base_url=settings.BASE_URL, is_specimen=award.is_specimen
    )
    text = extracted(file_of(award, at=AT))
    found = letters(text)
    return [
        line
        for line in certificate.reading_order(data)
        if (letters(line) - found if is_right_to_left(line) else " ".join(line.split()) not in text)
    ]


def main() -> int:
    if not shutil.which("pdftotext"):
        print("pdftotext is missing: apt-get install poppler-utils", file=sys.stderr)
        return 2
    failed = False
    for language in sys.argv[1:] or PEOPLE:
        lines = missing(language)
        failed |= bool(lines)
        print(f"{'FAIL' if lines else 'pass'}  {language}  {lines or ''}")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
