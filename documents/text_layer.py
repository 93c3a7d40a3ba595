"""Repairs the text a reader copies or searches in a PDF drawn by Typst.

In Thai, Lao, Khmer, Burmese and Indic lines a letter whose mark is shifted vertically is cut into several
runs, and
every glyph of it claims the whole letter: copied text doubles and breaks. Each such line becomes one run
under one ``ActualText``. The glyphs keep their places, the page looks the same to the pixel.

Left alone: right-to-left lines (extractors reverse the replacement) and Japanese (some drop variation
selectors).
"""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, String

from documents.errors import TextLayerMismatch

# Anything pikepdf can write back: as it was parsed, or made here.
Instruction = Any

# Devanagari to Myanmar (with Thai, Lao, Tibetan), Khmer, Tai Tham and Balinese to Vedic, Cham to Meetei
# Mayek.
STACKING_SCRIPTS: Final = ((0x0900, 0x109F), (0x1780, 0x17FF), (0x1A00, 0x1CFF), (0xA840, 0xABFF))
UPRIGHT: Final = (1.0, 0.0, 0.0, -1.0)
DROPPED: Final = frozenset({"BT", "ET", "BDC", "BMC", "EMC"})
UNEXPECTED: Final = frozenset({"q", "Q", "cm", "Do", "sh"})


@dataclass
class Line:
    """One text leaf of the structure tree, with the string that was drawn there."""

    element: Dictionary
    content_ids: list[int]
    text: str = ""
    # Per piece the instructions as parsed, each with the name of its operator (asking again is slow).
    pieces: list[list[tuple[str, Instruction]]] = field(default_factory=list)
    tag: Any = None


def repair(pdf: bytes, lines: Sequence[str]) -> bytes:
    """``pdf`` with stacking-script lines made extractable; ``lines`` are all strings drawn, in reading
    order."""
    if not any(needs_repair(line) for line in lines):
        return pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        leaves = list(text_leaves(document))
        if len(leaves) != len(lines):
            raise TextLayerMismatch(f"{len(leaves)} text leaves on the page, {len(lines)} strings given")
        for leaf, text in zip(leaves, lines, strict=True):
            leaf.text = text
        for page in document.pages:
            mine = [
                leaf
                for leaf in leaves
                if needs_repair(leaf.text) and leaf.element.get("/Pg", page.obj).objgen == page.obj.objgen
            ]
            if mine:
                _rewrite(document, page, mine)
        target = io.BytesIO()
        document.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
    return target.getvalue()


def needs_repair(text: str) -> bool:
    if any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text):
        return False
    return any(first <= ord(character) <= last for character in text for first, last in STACKING_SCRIPTS)


def text_leaves(document: pikepdf.Pdf) -> Iterator[Line]:
    """The elements of the structure tree that hold marked content themselves, figures left out."""
    root = document.Root.StructTreeRoot.get("/K")
    for element in _kids(root):
        yield from _leaves(element)


def _leaves(element: Any) -> Iterator[Line]:
    if not isinstance(element, Dictionary) or "/S" not in element:
        return
    kids = _kids(element.get("/K"))
    content_ids = [int(kid) for kid in kids if not isinstance(kid, Dictionary | Array)]
    if content_ids and Name.Figure != element.S:
        yield Line(element, content_ids)
    for kid in kids:
        yield from _leaves(kid)


def _kids(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _rewrite(document: pikepdf.Pdf, page: pikepdf.Page, lines: Sequence[Line]) -> None:
    owner = {content_id: line for line in lines for content_id in line.content_ids}
    stream: list[Instruction | Line] = []
    current: Line | None = None
    depth = 0
    for instruction in pikepdf.parse_content_stream(page):
        name = str(instruction.operator)
        if current is None:
            current = _opened(owner, instruction) if name == "BDC" else None
            if current is None:
                stream.append(instruction)
                continue
            if not current.pieces:
                current.tag = instruction.operands[0]
                stream.append(current)
            current.pieces.append([])
            depth = 1
            continue
        if name in {"BDC", "BMC"}:
            depth += 1
        elif name == "EMC":
            depth -= 1
            if depth == 0:
                current = None
                continue
        current.pieces[-1].append((name, instruction))
    page.Contents = document.make_stream(pikepdf.unparse_content_stream(list(_written(stream))))


def _opened(owner: dict[int, Line], instruction: Instruction) -> Line | None:
    properties = instruction.operands[1]
    if not isinstance(properties, Dictionary) or "/MCID" not in properties:
        return None
    return owner.get(int(properties.MCID))


def _written(stream: Sequence[Instruction | Line]) -> Iterator[Instruction]:
    for part in stream:
        if not isinstance(part, Line):
            yield part
            continue
        merged = _merged(part)
        if merged is None:
            # An operator this repair does not know: keep the page as it was drawn.
            for content_id, piece in zip(part.content_ids, part.pieces, strict=False):
                yield [part.tag, Dictionary(MCID=content_id)], Operator("BDC")
                yield from (instruction for _name, instruction in piece)
                yield [], Operator("EMC")
            continue
        part.element.K = part.content_ids[0]
        part.element.ActualText = String(part.text)
        yield from merged


def _merged(line: Line) -> list[Instruction] | None:
    """All pieces as one text object: later text matrices move by the difference of their piece's origin."""
    origin: tuple[float, float] | None = None
    matrix: list[Any] = []
    body: list[Instruction] = []
    for piece in line.pieces:
        names = [name for name, _instruction in piece]
        if names[:2] != ["q", "cm"] or names[-2:] != ["ET", "Q"]:
            return None
        place = [float(number) for number in piece[1][1].operands]
        if tuple(place[:4]) != UPRIGHT:
            return None
        if origin is None:
            origin, matrix = (place[4], place[5]), place
        shift = place[4] - origin[0], origin[1] - place[5]
        for name, instruction in piece[2:-2]:
            if name in UNEXPECTED:
                return None
            if name == "Tm":
                body.append((_moved(instruction.operands, shift), instruction.operator))
            elif name not in DROPPED:
                body.append(instruction)
    if origin is None:
        return None
    return [
        ([line.tag, Dictionary(MCID=line.content_ids[0])], Operator("BDC")),
        ([], Operator("q")),
        (matrix, Operator("cm")),
        ([], Operator("BT")),
        ([Name.Span, Dictionary(ActualText=String(line.text))], Operator("BDC")),
        *body,
        ([], Operator("EMC")),
        ([], Operator("ET")),
        ([], Operator("Q")),
        ([], Operator("EMC")),
    ]


def _moved(matrix: Sequence[Any], shift: tuple[float, float]) -> list[float]:
    numbers = [float(number) for number in matrix]
    return [*numbers[:4], round(numbers[4] + shift[0], 5), round(numbers[5] + shift[1], 5)]
