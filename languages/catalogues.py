"""Interface catalogues: compiled by Python, so that no machine needs the gettext tools."""

from collections.abc import Iterator
from pathlib import Path

import polib


def compile_all(folder: Path) -> list[Path]:
    """Compile every ``*.po`` below ``folder`` whose ``*.mo`` is missing or older. Returns what was written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written.append(target)
    return written


def untranslated(folder: Path, language: str) -> Iterator[polib.POEntry]:
    """Entries of a language that still show English: missing, or fuzzy."""
    for source in sorted((folder / language.replace("-", "_") / "LC_MESSAGES").glob("*.po")):
        for entry in polib.pofile(str(source)):
            if not entry.obsolete and (not entry.translated() or "fuzzy" in entry.flags):
                yield entry
