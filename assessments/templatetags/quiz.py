"""What the start page of a quiz tells about it."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.template.context import Context

from assessments import previewing, publishing
from assessments.models import Delivery, Item

register = template.Library()


@dataclass(frozen=True)
class Rules:
    questions: int
    minutes: int


@register.simple_tag
def quiz_rules(delivery: Delivery) -> Rules:
    sections = delivery.version.plan["sections"]
    count = sum(min(section["draw"] or len(section["items"]), len(section["items"])) for section in sections)
    return Rules(questions=count, minutes=(delivery.allowed_seconds or 0) // 60)


@register.simple_tag
def quiz_minutes(seconds: int) -> int:
    return seconds // 60


@register.simple_tag(takes_context=True)
def clock(context: Context, moment: datetime) -> str:
    """The hour and minute of a moment in the reader's own time zone."""
    person = getattr(context.get("request"), "user", None)
    try:
        zone: tzinfo = ZoneInfo(getattr(person, "time_zone", "") or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = UTC
    return f"{moment.astimezone(zone):%H:%M}"


@register.simple_tag
def item_previews(item: Item, mode: str) -> list[previewing.Preview]:
    return previewing.previews(item, mode)


@register.simple_tag
def item_problems(item: Item) -> list[str]:
    return publishing.problems_of(item)
