"""Looks into finished PDFs: what is attached, what a reader copies, whether the structure is there.

The structure questions are what the tests hold every document to; full validation is veraPDF's
(scripts/verapdf).
"""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pikepdf

from documents.errors import DocumentError
from documents.text_layer import text_leaves

LARGEST_ATTACHMENT: Final = 1024 * 1024
SCHEME: Final = re.compile(rb"^%PDF-1\.\d|^%PDF-2\.0")


@dataclass(frozen=True)
class Structure:
    """The facts behind PDF/A-3a and PDF/UA-1 that can be read without a validator."""

    language: str
    is_marked: bool
    output_intents: int
    pdfa: str
    pdfua: str
    title: str
    figures_without_alternative: int
    pages: int

    def problems(self) -> list[str]:
        """What is missing, in words; empty for a sound document."""
        findings = {
            "no /Lang": not self.language,
            "not marked as tagged": not self.is_marked,
            "no output intent": self.output_intents == 0,
            f"XMP says PDF/A {self.pdfa or 'nothing'}, not 3A": self.pdfa != "3A",
            f"XMP says PDF/UA {self.pdfua or 'nothing'}, not 1": self.pdfua != "1",
            "no title": not self.title,
            "figure without alternative text": self.figures_without_alternative > 0,
        }
        return [sentence for sentence, is_found in findings.items() if is_found]


def opened(data: bytes) -> pikepdf.Pdf:
    """The document; DocumentError when it is none, encrypted or broken."""
    if not SCHEME.match(data[:8]):
        raise DocumentError("not a PDF")
    try:
        return pikepdf.open(io.BytesIO(data))
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise DocumentError(str(error)) from error


def structure(data: bytes) -> Structure:
    with opened(data) as document:
        root = document.Root
        with document.open_metadata(update_docinfo=False) as metadata:
            level = f"{metadata.get('pdfaid:part', '')}{metadata.get('pdfaid:conformance', '')}"
            universal = str(metadata.get("pdfuaid:part", ""))
            title = str(metadata.get("dc:title", ""))
        return Structure(
            language=str(root.get("/Lang", "")),
            is_marked=bool(root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False)),
            output_intents=len(root.get("/OutputIntents", [])),
            pdfa=level,
            pdfua=universal,
            title=title,
            figures_without_alternative=sum(
                1
                for element in _elements(root.get("/StructTreeRoot", pikepdf.Dictionary()).get("/K"))
                if _is_bare_figure(element)
            ),
            pages=len(document.pages),
        )


def attachments(data: bytes) -> dict[str, bytes]:
    """Files inside the document, by name. Raises DocumentError for one that would unpack to no end."""
    with opened(data) as document:
        return {name: _unpacked(document.attachments[name].get_file().obj) for name in document.attachments}


def _unpacked(stream: pikepdf.Object) -> bytes:
    raw = stream.read_raw_bytes()
    filters = [str(name) for name in _listed(stream.get("/Filter"))]
    if filters == ["/FlateDecode"]:
        try:
            raw = zlib.decompressobj().decompress(raw, LARGEST_ATTACHMENT + 1)
        except zlib.error as error:
            raise DocumentError("an attachment cannot be unpacked") from error
    elif filters:
        raise DocumentError(f"an attachment is packed as {filters}")
    if len(raw) > LARGEST_ATTACHMENT:
        raise DocumentError("an attachment is too large")
    return bytes(raw)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def replacement_texts(data: bytes) -> list[str]:
    """The ``ActualText`` of the text leaves, in reading order."""
    with opened(data) as document:
        return [
            str(leaf.element.ActualText) for leaf in text_leaves(document) if "/ActualText" in leaf.element
        ]


def page_count(data: bytes) -> int:
    with opened(data) as document:
        return len(document.pages)


def leaf_count(data: bytes) -> int:
    with opened(data) as document:
        return sum(1 for _leaf in text_leaves(document))


def _elements(value: Any) -> Iterator[pikepdf.Dictionary]:
    for kid in _listed(value):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            if "/K" in kid:
                yield from _elements(kid.K)


def _is_bare_figure(element: pikepdf.Dictionary) -> bool:
    return bool(pikepdf.Name.Figure == element.S and not str(element.get("/Alt", "")))
