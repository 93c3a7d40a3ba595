"""Tags of the design system. Pages name a component; only components know colours, sizes and shapes."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname, resolution_order

from documents.dates import long_date
from languages.registry import html_tag
from website.icons import DIRECTIONAL, SHAPES

register = template.Library()

# Above this many, separate segments are too thin to tell apart on a phone.
MOST_SEGMENTS = 12
SOON_DAYS = 7


# --- Icons ----------------------------------------------------------------------------------------
# A page collects the names it uses and prints their shapes once, at the end of the body. What is drawn apart
# from a page (a cached lesson body, a form field) has nobody to collect for it and carries its shapes itself.


def _page(context: Context) -> dict[str, Any]:
    return cast(dict[str, Any], context.render_context.dicts[0])


def _used(context: Context) -> dict[str, None] | None:
    return _page(context).get("icons_used")


@register.simple_tag(takes_context=True)
def icon_start(context: Context) -> str:
    """First thing in a base template: from here on, names are collected."""
    _page(context)["icons_used"] = {}
    return ""


@register.simple_tag(takes_context=True)
def icon(context: Context, name: str, css: str = "") -> SafeString:
    shape = SHAPES[name]
    classes = " ".join(filter(None, ["i", "i--dir" if name in DIRECTIONAL else "", css]))
    if (used := _used(context)) is None:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"'
            ' aria-hidden="true">{}</svg>',
            classes,
            mark_safe(shape),  # noqa: S308 (our own constant)
        )
    used[name] = None
    return format_html(
        '<svg class="{}" width="20" height="20" aria-hidden="true"><use href="#i-{}"/></svg>', classes, name
    )


@register.simple_tag(takes_context=True)
def icon_shapes(context: Context) -> SafeString:
    """Last thing in a base template: the shapes of every icon the page used."""
    symbols = "".join(
        f'<symbol id="i-{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor">{SHAPES[name]}</symbol>'
        for name in _used(context) or ()
    )
    return mark_safe(f"<svg hidden>{symbols}</svg>" if symbols else "")  # noqa: S308 (our own constants)


# --- Texts that may have fallen back ---------------------------------------------------------------


@register.filter
def said(record: Model, name: str) -> SafeString:
    """A column that exists once per language. Taken from another language, its text says which one it is in."""
    reading = get_language() or ""
    text = getattr(record, name) or ""
    if not text or getattr(record, build_localized_fieldname(name, reading), "") == text:
        return conditional_escape(text)
    found = next(
        (
            code
            for code in resolution_order(reading)
            if getattr(record, build_localized_fieldname(name, code), "")
        ),
        reading,
    )
    return format_html('<bdi lang="{}">{}</bdi>', html_tag(found), text)


# --- Progress -------------------------------------------------------------------------------------

RAIL_STATES = {"done": "done", "now": "now", "todo": "todo", "shut": "shut"}


@dataclass(frozen=True)
class RailRow:
    """All that a row shows: two readers at the same point of a course share its HTML."""

    language: str | None
    state: str
    word: str
    title: str
    url: str
    number: int
    meta: tuple[str, ...]
    reason: str
    icon: SafeString
    lang: str
    dir: str
    is_thin: bool
    has_label: bool


@lru_cache(maxsize=8192)
def _rail_row(row: RailRow) -> SafeString:
    return render_to_string("components/rail_row.html", {"row": row})


def _get(item: Any, key: str) -> Any:
    return (item.get(key) if isinstance(item, Mapping) else getattr(item, key, None)) or ""


@register.inclusion_tag("components/rail.html", takes_context=True)
def rail(
    context: Context, items: Sequence[Any], start: int = 1, thin: bool = False, here_label: bool = True
) -> dict[str, Any]:
    """The line that joins steps.

    An item has ``state`` (done, now, todo, shut) and ``title``; it may have ``url``, ``number``, ``meta``
    (texts), ``reason`` (what opens it), ``icon``, ``lang`` and ``dir`` (when the title is foreign).
    """
    words = {"done": _("Done"), "now": _("You are here"), "todo": _("Not started"), "shut": _("Not open yet")}
    shapes: dict[str, SafeString] = {"": mark_safe("")}
    language, rows = get_language(), []
    for number, item in enumerate(items, start):
        state = RAIL_STATES.get(str(_get(item, "state")), "todo")
        name = {"done": "check", "shut": _get(item, "icon") or "lock"}.get(state) or _get(item, "icon")
        if name not in shapes:
            shapes[name] = icon(context, name)
        row = RailRow(
            language=language,
            state=state,
            word=words[state],
            title=str(_get(item, "title")),
            url=_get(item, "url"),
            number=_get(item, "number") or number,
            meta=tuple(str(text) for text in _get(item, "meta")),
            reason=str(_get(item, "reason")),
            icon=shapes[name],
            lang=_get(item, "lang"),
            dir=_get(item, "dir"),
            is_thin=thin,
            has_label=state == "now" and here_label and not thin,
        )
        rows.append(_rail_row(row))
    return {"rows": mark_safe("".join(rows)), "start": start, "thin": thin}  # noqa: S308 (drawn by a template)


@register.inclusion_tag("components/steps.html")
def steps(items: Sequence[Any], start: int = 1) -> dict[str, Any]:
    """A procedure: numbers are in the HTML."""
    return {"items": list(enumerate(items, start)), "start": start}


@register.inclusion_tag("components/segments.html")
def segments(done: int, now: int, total: int) -> dict[str, Any]:
    """``done`` of ``total`` finished, number ``now`` current (0: none). Decorative: write the words too."""
    states = ["done" if at <= done else "now" if at == now else "" for at in range(1, total + 1)]
    if now and now <= done:
        states[now - 1] = "now"
    return {"states": states if total <= MOST_SEGMENTS else None, "done": done, "total": total}


# --- Forms ----------------------------------------------------------------------------------------


@register.inclusion_tag("components/field.html", takes_context=True)
def field(context: Context, bound: BoundField, hint: str = "") -> dict[str, Any]:
    """Label above, hint, mistake above the control, everything tied together for screen readers."""
    return {"field": bound, "hint": hint}


@register.simple_tag
def unique_id(prefix: str = "x") -> str:
    """An id for a component that may stand on a page twice."""
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


# --- Small things ---------------------------------------------------------------------------------


@register.inclusion_tag("components/tag.html", takes_context=True)
def tag(context: Context, text: str, kind: str = "", icon_name: str = "") -> dict[str, Any]:
    """At most one a row. ``kind``: nothing, ``now``, ``ok`` or ``warn``."""
    return {"text": text, "kind": kind, "icon_name": icon_name}


def readable_size(size: int | float) -> str:
    """Bytes as people read them; the unit stays with its number."""
    language = (get_language() or "en").partition("-")[0]
    kilobyte, megabyte = ("ك.ب", "م.ب") if language == "ar" else ("KB", "MB")
    kilobytes = size / 1000
    if kilobytes < 1000:
        return f"{number_format(max(1, round(kilobytes)))}\N{NO-BREAK SPACE}{kilobyte}"
    return f"{number_format(round(kilobytes / 1000, 1), 1)}\N{NO-BREAK SPACE}{megabyte}"


@register.simple_tag
def filesize(size: int | float) -> str:
    return readable_size(size)


def reader_zone(context: Context) -> tzinfo:
    user = getattr(context.get("request"), "user", None)
    try:
        return ZoneInfo(user.time_zone) if user and user.is_authenticated else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def written_day(value: date) -> str:
    """``28 November 2026``, ``2026年11月28日``, ``28 พฤศจิกายน 2569``."""
    return long_date(value, get_language() or "en")


def written_moment(value: datetime, zone: tzinfo) -> str:
    """Day and 24-hour clock in the zone given."""
    local = value.astimezone(zone)
    comma = {"ja": " ", "ar": "، "}.get((get_language() or "en").partition("-")[0], ", ")
    return f"{written_day(local.date())}{comma}{local:%H:%M}"


@register.simple_tag(takes_context=True)
def when(context: Context, value: datetime | date | None) -> SafeString | str:
    """A day, or a moment in the reader's own time zone."""
    if value is None:
        return ""
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), written_day(value))
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), written_moment(value, reader_zone(context))
    )


@register.simple_tag(takes_context=True)
def day(context: Context, value: datetime | date | None) -> SafeString | str:
    """The day alone, in the reader's own time zone."""
    if value is None:
        return ""
    local = value.astimezone(reader_zone(context)).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), written_day(local))


@register.simple_tag(takes_context=True)
def due(context: Context, value: datetime | None) -> SafeString | str:
    """A deadline: the moment in the reader's zone, and the zone's name."""
    if value is None:
        return ""
    zone = reader_zone(context)
    moment = format_html('<time datetime="{}">{}</time>', value.isoformat(), written_moment(value, zone))
    if zone is UTC:
        return format_html("{} <bdi>UTC</bdi>", moment)
    return format_html("{} <bdi>({})</bdi>", moment, _("your time"))


@register.inclusion_tag("components/tag.html", takes_context=True)
def due_tag(context: Context, value: datetime) -> dict[str, Any]:
    """How long is left, in days as the reader counts them."""
    zone = reader_zone(context)
    days = (value.astimezone(zone).date() - timezone.now().astimezone(zone).date()).days
    if value < timezone.now():
        text = _("Past the deadline")
    elif days == 0:
        text = _("Today")
    else:
        text = ngettext("In %(days)d day", "In %(days)d days", days) % {"days": days}
    is_soon = days <= SOON_DAYS
    return {"text": text, "kind": "warn" if is_soon else "", "icon_name": "clock" if is_soon else ""}


@register.simple_tag(takes_context=True)
def page_query(context: Context, number: int) -> str:
    """The address of another page of a list, with the filters kept."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
