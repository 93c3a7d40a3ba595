"""From a lesson's StreamField to plain data: figures resolved, rich text cleaned, ids kept.

Owns: the frozen form of blocks. Refuses to know: releases, languages other than the page's own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import nh3
from modeltranslation.utils import build_localized_fieldname
from wagtail.blocks.stream_block import StreamValue
from wagtail.documents import get_document_model
from wagtail.rich_text import expand_db_html

from curriculum.models import Figure

TAGS = {"p", "b", "strong", "i", "em", "a", "ul", "ol", "li", "br"}
RICH = frozenset({"text", "example"})
RICH_LISTS = frozenset({"steps", "reading"})
RICH_FIELDS: Mapping[str, tuple[str, ...]] = {
    "note": ("text",),
    "check": ("question", "answer"),
    "media": ("transcript",),
}


def clean_html(html: str) -> str:
    """Rich text as shown: only what the editor offers, links resolved, no editor's marks."""
    return nh3.clean(
        expand_db_html(html or ""),
        tags=TAGS,
        attributes={"a": {"href", "hreflang"}},
        url_schemes={"https", "http", "mailto"},
        link_rel=None,
    )


@dataclass(frozen=True)
class _Found:
    """Records the blocks of one body refer to, as they are frozen."""

    figures: Mapping[Any, dict[str, Any]]
    files: Mapping[Any, dict[str, Any]]


def freeze_blocks(body: StreamValue, language: str) -> list[dict[str, Any]]:
    """``[{"id", "type", "value"}]`` of a body, figures as they stand now with their text in ``language``."""
    raw = body.get_prep_value()
    found = _Found(
        _figures([block["value"].get("figure") for block in raw if block["type"] == "figure"], language),
        _files([block["value"].get("file") for block in raw if block["type"] == "media"]),
    )
    return [
        {"id": block["id"], "type": block["type"], "value": _value(block["type"], block["value"], found)}
        for block in raw
    ]


def _value(block_type: str, value: Any, found: _Found) -> Any:
    if block_type in RICH:
        return clean_html(value)
    if block_type in RICH_LISTS:
        return [clean_html(entry) for entry in plain_list(value)]
    if block_type == "figure":
        return {"figure": found.figures.get(value.get("figure"), {}), "caption": value.get("caption", "")}
    if block_type == "table":
        return {
            "caption": value["caption"],
            "rows": [plain_list(row) for row in plain_list(value["rows"])],
        }
    rich = RICH_FIELDS.get(block_type, ())
    frozen = {key: clean_html(part) if key in rich else part for key, part in value.items()}
    return {**frozen, "file": found.files.get(value.get("file"), {})} if block_type == "media" else frozen


def plain_list(value: Iterable[Any]) -> list[Any]:
    """A ListBlock's stored form without the wrapping that carries its ids."""
    return [entry["value"] if isinstance(entry, Mapping) and "value" in entry else entry for entry in value]


def _figures(keys: Iterable[Any], language: str) -> dict[Any, dict[str, Any]]:
    wanted = [key for key in keys if key is not None]
    found = Figure.objects.filter(pk__in=wanted).select_related("image") if wanted else []
    return {figure.pk: freeze_figure(figure, language) for figure in found}


def _files(keys: Iterable[Any]) -> dict[Any, dict[str, Any]]:
    wanted = [key for key in keys if key is not None]
    found = get_document_model().objects.filter(pk__in=wanted) if wanted else []
    return {
        file.pk: {"url": file.url, "bytes": file.get_file_size() or 0, "name": file.filename}
        for file in found
    }


def freeze_figure(figure: Figure, language: str) -> dict[str, Any]:
    frozen = {
        "key": figure.key,
        "alt": getattr(figure, build_localized_fieldname("alt", language), "") or "",
        "is_decorative": figure.is_decorative,
        "credit": figure.credit,
        "licence": figure.licence,
    }
    if figure.image is None:
        return {**frozen, "svg": figure.svg}
    shown = figure.image.get_rendition("max-1200x1200|format-webp")
    image = {"url": shown.url, "width": shown.width, "height": shown.height, "bytes": shown.file.size}
    return {**frozen, "image": image}
