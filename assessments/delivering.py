"""Open a pinned quiz to a group: the window, the tries and the time that bind from then on."""

from datetime import datetime
from typing import Any

from assessments.models import AssessmentVersion, Delivery


def open_delivery(
    version: AssessmentVersion,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    **rules: Any,
) -> Delivery:
    """A delivery with the rules of the version; ``rules`` replaces single ones by field name."""
    plan = version.plan
    defaults = {
        "pass_percent": plan["pass_percent"],
        "max_attempts": plan["max_attempts"],
        "wait_hours": plan["wait_hours"],
        "allowed_seconds": plan["minutes"] * 60 or None,
        "shows_answers": plan["shows_answers"],
    }
    return Delivery.objects.create(
        version=version, opens_at=opens_at, closes_at=closes_at, **(defaults | rules)
    )
