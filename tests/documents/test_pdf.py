import io

import pikepdf
import pytest

from documents import pdf
from documents.errors import DocumentError


def plain(*, encrypted: bool = False) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments["note.txt"] = pikepdf.AttachedFileSpec(document, b"hello", filename="note.txt")
        document.save(target, encryption=pikepdf.Encryption(user="x", owner="y") if encrypted else False)
    return target.getvalue()


def test_attachments_are_read_by_name() -> None:
    assert pdf.attachments(plain()) == {"note.txt": b"hello"}


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"%PDF-1.7\nnothing", b"PK\x03\x04", plain(encrypted=True)]
)
def test_what_cannot_be_opened_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentError):
        pdf.attachments(content)


def test_problems_of_an_unstructured_file_are_named() -> None:
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(target)
    assert pdf.structure(target.getvalue()).problems() == [
        "no /Lang",
        "not marked as tagged",
        "no output intent",
        "XMP says PDF/A nothing, not 3A",
        "XMP says PDF/UA nothing, not 1",
        "no title",
    ]
