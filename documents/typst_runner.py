"""Draws PDFs with Typst, in this process, from templates of this repository and data given as JSON.

Owns: the fonts, the standards every document keeps (PDF/A-3a and PDF/UA-1), the translation of compiler
errors.
Refuses to know: what a document is about. Templates are code: only files of the repository are compiled, and
a template imports no package from the network.
"""

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from documents.errors import DocumentError, MissingGlyph

FONTS_DIR: Final = Path(__file__).parent / "fonts"
FAMILIES: Final = (
    "Noto Sans",
    "Noto Sans CJK JP",
    "Noto Sans Thai",
    "Noto Sans Khmer",
    "Noto Sans Lao",
    "Noto Sans Myanmar",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
)
STANDARDS: "Final[list[typst.PDFStandard]]" = ["a-3a", "ua-1"]  # the alias exists only in the type stubs
UNDRAWABLE: Final = re.compile(r'the text `("(?:[^"\\]|\\.)*")` could not be displayed')


@dataclass(frozen=True)
class Drawn:
    """A finished PDF and what the compiler complained about on the way."""

    pdf: bytes
    warnings: tuple[str, ...]


@cache
def fonts() -> typst.Fonts:
    """Read once per process: without this every document reads 9 MB of fonts again."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS_DIR)])


def draw(
    template: Path,
    data: Mapping[str, Any],
    *,
    timestamp: datetime | None = None,
    reuse_fonts: bool = True,
) -> Drawn:
    """Compile ``template`` with ``data`` (read in it by ``json(bytes(sys.inputs.data))``).

    A fixed ``timestamp`` makes two runs byte-identical. ``reuse_fonts=False`` exists for the benchmark, which
    measures what reuse is worth. Raises MissingGlyph, or DocumentError for a mistake in the template.
    """
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(template),
            root=str(template.parent),
            font_paths=fonts() if reuse_fonts else [str(FONTS_DIR)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=int(timestamp.timestamp()) if timestamp else None,
        )
    except typst.TypstError as error:
        undrawable = "".join(dict.fromkeys(_literal(text) for text in UNDRAWABLE.findall(error.diagnostic)))
        if undrawable:
            raise MissingGlyph(undrawable) from error
        raise DocumentError(error.diagnostic or error.message) from error
    return Drawn(pdf, tuple(warning.message for warning in warnings))


def _literal(quoted: str) -> str:
    r"""The text of a quoted piece of a diagnostic: Rust writes ``\u{7}`` where Python reads ``\u0007``."""
    unescaped = re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda found: f"\\U{int(found[1], 16):08x}", quoted)
    return str(ast.literal_eval(unescaped))
