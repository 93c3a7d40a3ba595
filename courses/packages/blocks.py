"""Blocks of a package and blocks of a lesson page (StreamField raw data), both ways.

The block's key in the package is its id in the CMS: the same in every language, so that a translation is matched
block by block. List items get the key and their number.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from courses.packages.prose import normalised, plain, to_html, to_inline_html, to_markdown
from courses.packages.reading import Block

Raw = dict[str, Any]
_ITEM: Final = re.compile(r"^\s*(?:[-*]|\d+[.)])\s+")


def to_raw(block: Block, *, figures: Mapping[str, int], questions: Mapping[str, str]) -> Raw:
    """StreamField data of a package block. ``figures``: key → pk; ``questions``: item code → uuid."""
    ref = block.options.get("ref", "")
    values: dict[str, Callable[[], Any]] = {
        "text": lambda: to_html(block.body),
        "example": lambda: to_html(block.body),
        "heading": lambda: {"text": plain(block.body), "level": block.options.get("level", "2")},
        "steps": lambda: _list(block.key, _items(block.body)),
        "reading": lambda: _list(block.key, _items(block.body)),
        "note": lambda: _note(block),
        "table": lambda: _table(block),
        "check": lambda: _check(block),
        "figure": lambda: {"figure": figures[ref], "caption": plain(block.body)},
        "question": lambda: {"item": questions[ref]},
    }
    return {"type": block.type, "value": values[block.type](), "id": block.key}


def from_raw(raw: Mapping[str, Any], *, figures: Mapping[int, str], questions: Mapping[str, str]) -> Block:
    """The package block of StreamField data; the inverse of ``to_raw``."""
    kind, value, key = raw["type"], raw["value"], raw["id"]
    if kind in {"text", "example"}:
        return Block(kind, key, {}, to_markdown(value))
    if kind == "heading":
        options = {"level": "3"} if str(value.get("level")) == "3" else {}
        return Block(kind, key, options, value["text"])
    if kind in {"steps", "reading"}:
        lines = [to_markdown(item["value"]) for item in value]
        mark = (lambda n: f"{n}. ") if kind == "steps" else (lambda n: "- ")
        return Block(kind, key, {}, "\n".join(f"{mark(n)}{line}" for n, line in enumerate(lines, 1)))
    if kind == "note":
        title = f"**{value['title']}**\n\n" if value.get("title") else ""
        return Block(kind, key, {"kind": value["kind"]}, title + to_markdown(value["text"]))
    if kind == "table":
        return Block(kind, key, {}, _table_markdown(value))
    if kind == "check":
        body = f"{to_markdown(value['question'])}\n---\n{to_markdown(value['answer'])}"
        return Block(kind, key, {}, body)
    if kind == "figure":
        return Block(kind, key, {"ref": figures[value["figure"]]}, value.get("caption") or "")
    return Block(kind, key, {"ref": questions[str(value["item"])]}, "")


def settled(raw: Mapping[str, Any], existing: Mapping[str, Raw]) -> Raw:
    """The stored block where the package says the same, so that keys the editor gave it stay."""
    stored = existing.get(raw["id"])
    return stored if stored is not None and _content(stored) == _content(raw) else dict(raw)


def _content(value: Any) -> Any:
    """A value without the ids of list items and the editor's keys."""
    if isinstance(value, Mapping):
        return {key: _content(member) for key, member in value.items() if key != "id" or "type" not in value}
    if isinstance(value, list):
        return [_content(member["value"] if _is_list_item(member) else member) for member in value]
    return normalised(value) if isinstance(value, str) else value


def _is_list_item(member: Any) -> bool:
    return isinstance(member, Mapping) and member.get("type") == "item"


def _list(key: str, lines: list[str]) -> list[Raw]:
    return [
        {"type": "item", "value": to_inline_html(line), "id": f"{key}-{number}"}
        for number, line in enumerate(lines, 1)
    ]


def _items(body: str) -> list[str]:
    items: list[str] = []
    for line in body.splitlines():
        if _ITEM.match(line):
            items.append(_ITEM.sub("", line).strip())
        elif line.strip() and items:
            items[-1] += " " + line.strip()
    return items


def _note(block: Block) -> Raw:
    first, _blank, rest = block.body.partition("\n")
    titled = re.fullmatch(r"\*\*(.+)\*\*", first.strip())
    title, text = (titled[1], rest) if titled else ("", block.body)
    return {"kind": block.options.get("kind", "info"), "title": plain(title), "text": to_html(text.strip())}


def _check(block: Block) -> Raw:
    question, _line, answer = block.body.partition("\n---\n")
    return {"question": to_html(question.strip()), "answer": to_html(answer.strip())}


def _table(block: Block) -> Raw:
    caption, _blank, rest = block.body.partition("\n")
    lines = [line.strip() for line in rest.splitlines() if line.strip().startswith("|")]
    rows = [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        for line in lines
    ]
    rows = [row for row in rows if not all(re.fullmatch(r":?-{2,}:?", cell) for cell in row)]
    return {
        "caption": plain(caption),
        "rows": [
            {
                "type": "item",
                "id": f"{block.key}-{number}",
                "value": [
                    {"type": "item", "id": f"{block.key}-{number}-{column}", "value": plain(cell)}
                    for column, cell in enumerate(row, 1)
                ],
            }
            for number, row in enumerate(rows, 1)
        ],
    }


def _table_markdown(value: Mapping[str, Any]) -> str:
    rows = [[cell["value"].replace("|", "\\|") for cell in row["value"]] for row in value["rows"]]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    rule = "|" + "---|" * len(rows[0])
    return "\n".join([value["caption"], lines[0], rule, *lines[1:]])
