"""Rebuild ``documents/fonts`` from Debian's ``fonts-noto-core`` and ``fonts-noto-cjk``.

    apt-get install fonts-noto-core fonts-noto-cjk
    python -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools
    /tmp/fonts/bin/python scripts/build_fonts.py

The result is committed, so nobody needs this to install or to run Manabiya. Debian's release of Noto is
the source on purpose: later Arabic builds split the dots off their letters, and the text that a reader
copies out of the PDF comes out garbled.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TRUETYPE = Path("/usr/share/fonts/truetype/noto")
OPENTYPE = Path("/usr/share/fonts/opentype/noto")
TARGET = Path(__file__).resolve().parents[1] / "documents" / "fonts"

WEIGHTS = ("Regular", "Bold")
WHOLE_SCRIPTS = ("Thai", "Khmer", "Lao", "Myanmar", "Arabic", "Devanagari")
LATIN_GREEK_CYRILLIC = frozenset(
    {
        *range(0x20, 0x530),  # Latin, IPA, modifiers, combining marks, Greek, Cyrillic
        *range(0x1E00, 0x1F00),  # Latin additional: Vietnamese
        *range(0x2000, 0x2070),
        *range(0x20A0, 0x20C0),
        *range(0x2100, 0x2150),
        *(0x2190, 0x2192, 0x2212, 0x25CC, 0xFEFF),
    }
)
# Everything a Japanese name may be written with. JIS X 0213 is not enough: it lacks U+20BB7.
JAPANESE = frozenset(
    {
        *range(0x20, 0x7F),
        *range(0xA0, 0x180),
        *range(0x2000, 0x2070),
        *range(0x2100, 0x2400),
        *range(0x2460, 0x2800),
        *range(0x2E80, 0x3100),  # radicals, symbols, hiragana, katakana
        *range(0x3190, 0x3400),
        *range(0x3400, 0x4DC0),
        *range(0x4E00, 0xA000),
        *range(0xF900, 0xFB00),
        *range(0xFE10, 0xFE70),
        *range(0xFF00, 0xFFF0),
        *range(0x1F100, 0x1F300),
        *range(0x20000, 0x2FA20),
    }
)
# ``locl`` is left out on purpose: its closure pulls in the Korean and Chinese forms.
JAPANESE_FEATURES = ["ccmp", "kern", "palt", "jp78", "jp83", "jp90", "jp04", "nlck"]
FIRST_IDEOGRAPHIC_SELECTOR = 0xE0100


def options(**extra: object) -> subset.Options:
    chosen = subset.Options(hinting=False, glyph_names=False, notdef_outline=True, name_IDs=["*"])
    chosen.drop_tables += ["DSIG"]
    for name, value in extra.items():
        setattr(chosen, name, value)
    return chosen


def write(font: TTFont, subsetter: subset.Subsetter, name: str, chosen: subset.Options) -> None:
    subsetter.subset(font)
    target = TARGET / name
    subset.save_font(font, str(target), chosen)
    print(f"{target.stat().st_size / 1e6:6.2f} MB  {name}")


def build_script(name: str, weight: str, only: frozenset[int] | None = None) -> None:
    chosen = options(layout_features=["*"])
    font = subset.load_font(str(TRUETYPE / f"{name}-{weight}.ttf"), chosen)
    subsetter = subset.Subsetter(chosen)
    subsetter.populate(unicodes=only or font.getBestCmap().keys())
    write(font, subsetter, f"{name}-{weight}.ttf", chosen)


def japanese_repertoire(font: TTFont) -> tuple[set[int], set[int], set[str]]:
    """Code points, variation selectors, and the glyphs that only a variation sequence reaches."""
    covered = set(font.getBestCmap()) & JAPANESE
    sequences = next(table for table in font["cmap"].tables if table.format == 14).uvsDict
    # Ideographs of the extensions that no Japanese variation sequence names are Chinese-only forms.
    named = {base for rows in sequences.values() for base, _glyph in rows}
    japanese = {
        point
        for point in covered
        if not (0x3400 <= point < 0x4DC0 or 0x4E00 <= point < 0xA000 or 0x20000 <= point < 0x2FA20)
        or point in named
    }
    glyphs = {
        glyph
        for selector, rows in sequences.items()
        if selector >= FIRST_IDEOGRAPHIC_SELECTOR
        for base, glyph in rows
        if glyph and base in japanese
    }
    return japanese, set(sequences), glyphs


def build_japanese(weight: str) -> None:
    chosen = options(font_number=0, layout_features=JAPANESE_FEATURES)
    chosen.drop_tables += ["vhea", "vmtx", "VORG"]
    source = OPENTYPE / f"NotoSansCJK-{weight}.ttc"
    font = subset.load_font(str(source), chosen, dontLoadGlyphNames=True)
    points, selectors, glyphs = japanese_repertoire(font)
    print(f"        {len(points)} code points, {len(glyphs)} glyphs reached by variation sequences only")
    subsetter = subset.Subsetter(chosen)
    subsetter.populate(unicodes=points | selectors, glyphs=glyphs)
    write(font, subsetter, f"NotoSansCJKjp-{weight}.otf", chosen)


def main() -> int:
    if not (TRUETYPE / "NotoSans-Regular.ttf").exists() or not list(OPENTYPE.glob("NotoSansCJK-*.ttc")):
        print("Install Debian's fonts-noto-core and fonts-noto-cjk first.", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        build_script("NotoSans", weight, LATIN_GREEK_CYRILLIC)
        for script in WHOLE_SCRIPTS:
            build_script(f"NotoSans{script}", weight)
        build_japanese(weight)
    total = sum(file.stat().st_size for file in TARGET.glob("*.[ot]tf"))
    print(f"{total / 1e6:6.2f} MB  in all")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
