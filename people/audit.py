"""The record of acts: appended in the caller's transaction, chained by one sealer, verified by a command.

Owns: entries, the chain, its monthly segments, their disposal. Refuses to know: what an action means.

Appending takes no lock and waits for nobody. The sealer gives each entry its place and a digest over its
content and the digest before it, so a changed, removed or inserted entry breaks the chain at a named place.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from jobs.schedule import every
from people.models import AuditEntry, AuditSegment, User

GENESIS: Final = "0" * 64
BATCH: Final = 200

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found: ``problem`` is empty when every link holds."""

    segments: int
    entries: int
    disposed: int
    unsealed: int
    problem: str = ""
    entry_id: int | None = None

    @property
    def holds(self) -> bool:
        return not self.problem


def record(
    actor: User | None,
    action: str,
    object_type: str,
    object_id: object = "",
    *,
    address: str = "",
    **data: Any,
) -> AuditEntry:
    """Append one act in the caller's transaction. ``data`` holds ids, numbers and codes, never names."""
    return AuditEntry.objects.create(
        actor_id=actor.pk if actor else None,
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        address_digest=address_digest(address) if address else "",
        data=json.loads(json.dumps(data, default=str)),
    )


def address_digest(address: str) -> str:
    """Tells whether two acts came from one network address without keeping it."""
    return salted_hmac("people.audit.address", address, algorithm="sha256").hexdigest()[:16]


def digest_of(entry: AuditEntry, previous: str) -> str:
    content = json.dumps(
        [
            entry.sequence,
            entry.at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds"),
            entry.actor_id,
            entry.action,
            entry.object_type,
            entry.object_id,
            entry.data,
            entry.address_digest,
        ],
        sort_keys=True,
        ensure_ascii=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(f"{previous}{content}".encode()).hexdigest()


@every(seconds=5)
def seal() -> None:
    """Chain what was appended since the last run, a small batch per transaction; idle runs take no lock."""
    while AuditEntry.objects.unsealed().exists() and seal_batch() == BATCH:
        continue


@transaction.atomic
def seal_batch(limit: int = BATCH) -> int:
    segment = AuditSegment.objects.select_for_update().order_by("-id").first()
    entries = list(AuditEntry.objects.select_for_update().unsealed().order_by("id")[:limit])
    if not entries:
        return 0
    for entry in entries:
        month = timezone.localtime(entry.at, timezone.get_default_timezone()).date().replace(day=1)
        if segment is None or month > segment.month:
            segment = _next_segment(segment, month)
        entry.segment = segment
        entry.sequence = segment.first_sequence + segment.entry_count
        entry.digest = segment.head_digest = digest_of(entry, segment.head_digest)
        segment.entry_count += 1
    assert segment is not None
    AuditEntry.objects.bulk_update(entries, ["segment", "sequence", "digest"])
    segment.save()
    return len(entries)


def _next_segment(segment: AuditSegment | None, month: date) -> AuditSegment:
    if segment is None:
        return AuditSegment.objects.create(
            month=month, opening_digest=GENESIS, head_digest=GENESIS, first_sequence=1
        )
    segment.closed_at = timezone.now()
    segment.save()
    # Written to the log as well: a copy outside the database that nobody can change later.
    logger.info("audit segment closed", extra={"month": str(segment), "digest": segment.head_digest})
    return AuditSegment.objects.create(
        month=month,
        opening_digest=segment.head_digest,
        head_digest=segment.head_digest,
        first_sequence=segment.first_sequence + segment.entry_count,
    )


def verify() -> Verdict:
    """Walk the whole chain; the first link that does not hold is named."""
    previous, sequence = GENESIS, 1
    segments = entries = disposed = 0
    problem, entry_id = "", None
    for segment in AuditSegment.objects.order_by("id"):
        segments += 1
        disposed += segment.disposed_at is not None
        problem, entry_id = _check_segment(segment, previous, sequence)
        if problem:
            break
        entries += 0 if segment.disposed_at else segment.entry_count
        previous, sequence = segment.head_digest, segment.first_sequence + segment.entry_count
    unsealed = AuditEntry.objects.unsealed().count()
    return Verdict(segments, entries, disposed, unsealed, problem, entry_id)


def _check_segment(segment: AuditSegment, previous: str, sequence: int) -> tuple[str, int | None]:
    if segment.opening_digest != previous or segment.first_sequence != sequence:
        return f"segment {segment} does not continue the one before it", None
    if segment.disposed_at:
        return "", None
    for entry in segment.entries.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != sequence:
            return f"entry number {sequence} is missing before entry {entry.pk}", entry.pk
        digest = digest_of(entry, previous)
        if entry.digest != digest:
            return f"entry {entry.pk} (number {sequence}) was changed", entry.pk
        previous, sequence = digest, sequence + 1
    if (sequence - segment.first_sequence, previous) != (segment.entry_count, segment.head_digest):
        return f"segment {segment} ends before its entry number {sequence}", None
    return "", None


def dispose(before: datetime) -> int:
    """Delete the entries of closed segments that ended before the date; digests stay, the chain holds."""
    deleted = 0
    for segment in _disposable(before):
        with transaction.atomic():
            deleted += segment.entries.all().delete()[0]
            segment.disposed_at = timezone.now()
            segment.save(update_fields=["disposed_at"])
            record(None, "audit.disposed", "audit_segment", segment.pk, entries=segment.entry_count)
    return deleted


def _disposable(before: datetime) -> Iterator[AuditSegment]:
    closed = AuditSegment.objects.filter(closed_at__isnull=False, disposed_at=None)
    for segment in closed.order_by("id"):
        following = (
            AuditSegment.objects.filter(id__gt=segment.pk).order_by("id").values_list("month", flat=True)
        )
        end = following.first()
        if end and end <= before.date():
            yield segment
