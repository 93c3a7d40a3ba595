"""What this app holds about a person, as plain data for the person's own file; and how long access lines
are kept.
"""

from datetime import datetime
from typing import Any

from courses.models import RULE_REASONS, AccessRecord, ContactNote, Enrolment, EnrolmentEvent
from people.models import User


def export_for(person: User) -> list[dict[str, Any]]:
    enrolments = (
        Enrolment.objects.for_person(person)
        .select_related("run__course", "completion")
        .prefetch_related("events", "progress", "results", "notes")
        .order_by("pk")
    )
    return [_enrolment(one) for one in enrolments]


def _enrolment(one: Enrolment) -> dict[str, Any]:
    return {
        "course": one.run.course.title,
        "cohort": one.run.title,
        "state": one.state,
        "enrolled_at": one.enrolled_at,
        "due_at": one.due_at,
        "completed_at": one.completed_at,
        "last_visit_at": one.last_visit_at,
        "events": [
            {"at": event.created_at, "from": event.from_state, "to": event.to_state, "reason": event.reason}
            for event in one.events.all()
        ],
        "lessons": [
            {
                "unit": str(row.unit_key),
                "language": row.language,
                "opened_at": row.opened_at,
                "done_at": row.done_at,
            }
            for row in one.progress.all()
        ],
        "results": [{"percent": row.percent, "passed": row.is_passed} for row in one.results.all()],
        "notes": [{"at": note.created_at, "text": note.text} for note in one.notes.all()],
    }


def erase_for(person: User) -> None:
    """What others wrote about the person goes; that a course was taken stays for as long as its own period."""
    ContactNote.objects.filter(enrolment__person=person).delete()
    written = EnrolmentEvent.objects.filter(enrolment__person=person).exclude(reason__in=RULE_REASONS)
    written.update(reason="")


def dispose_notes(before: datetime) -> int:
    return ContactNote.objects.filter(created_at__lt=before).delete()[0]


def dispose_access(before: datetime) -> int:
    return AccessRecord.objects.filter(opened_at__lt=before).delete()[0]
