"""Saving answers: the journal of an attempt. One entry or many, now or late, once or again.

What is acknowledged is stored. The phone's clock is a claim, used as a distance (sending minus answering) and
clipped to what the server knows to be possible. A request the phone had given up may arrive long after it was
sent, which no clock shows; the number each device gives its answers keeps those of one device in order.
"""

import fcntl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connections, router, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from assessments import closing, grading, interactions, results, texts
from assessments.bulk import insert_all
from assessments.errors import AnswerRefused
from assessments.models import (
    Attempt,
    AttemptItem,
    AttemptState,
    ItemResponse,
    ItemText,
    ResponseStatus,
    ScoreKind,
)
from languages.registry import NAMES

# Of an item, its version and its current answer: all that saving asks.
NEEDED = (
    "attempt",
    "position",
    "version__interaction",
    "version__definition",
    "version__points",
    "current__device",
    "current__serial",
    "current__effective_at",
)

_turn = threading.Lock()


@dataclass(frozen=True)
class Entry:
    """One save as it was sent. ``question`` is the position in the attempt.

    ``device`` is a random name a device gives itself for this attempt, ``serial`` grows with every answer there.
    """

    client_id: str
    question: int
    response: Any
    answered_at: datetime | None = None
    language: str = ""
    device: str = ""
    serial: int = 0


@dataclass(frozen=True)
class EntryAnswer:
    client_id: str
    status: str
    message: str = ""


@dataclass
class Saving:
    """What one request changes, gathered before it is written."""

    attempt: Attempt
    received_at: datetime
    sent_at: datetime | None
    journal: list[ItemResponse]  # the same devices' earlier saves of the same questions, and those just taken
    rows: list[ItemResponse] = field(default_factory=list)
    winners: dict[int, ItemResponse] = field(default_factory=dict)  # by item id


def effective_time(
    *, started_at: datetime, received_at: datetime, sent_at: datetime | None, answered_at: datetime | None
) -> datetime:
    """When an answer was made, on the server's clock: not before the start, not after its arrival."""
    if sent_at is None or answered_at is None:
        return received_at
    try:
        made = received_at - (sent_at - answered_at)
    except OverflowError:
        return received_at
    return min(max(made, started_at), received_at)


def respond(
    attempt: Attempt, entries: Sequence[Entry], *, sent_at: datetime | None, received_at: datetime
) -> list[EntryAnswer]:
    return save_answers(
        Attempt.objects.filter(pk=attempt.pk), entries, sent_at=sent_at, received_at=received_at
    )[1]


@contextmanager
def in_turn() -> Iterator[None]:
    """On SQLite the savers of a machine queue here: waiting for the lock of the database is unfair polling."""
    connection = connections[router.db_for_write(Attempt)]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _turn, open(f"{connection.settings_dict['NAME']}.turn", "ab") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def save_answers(
    found: QuerySet[Attempt], entries: Sequence[Entry], *, sent_at: datetime | None, received_at: datetime
) -> tuple[Attempt, list[EntryAnswer]]:
    """Append each entry to the journal of the one attempt found, move the pointers, re-score what came late.

    Five statements whatever the number of entries, more only when the clock closes the attempt or a late
    answer changes its score. Raises Attempt.DoesNotExist.
    """
    with in_turn(), transaction.atomic():
        attempt = closing.lock(found)
        if closing.is_due(attempt, received_at):
            closing.close_by_clock(attempt)
        languages = sorted({language_of(entry) for entry in entries})
        items = _items(attempt, entries, languages)
        ids = {entry.client_id for entry in entries}
        journal = list(attempt.responses.filter(Q(client_id__in=ids) | _same_devices(entries, items)))
        saving = Saving(attempt, received_at, sent_at, journal)
        outcomes: dict[str, ItemResponse | AnswerRefused] = {
            row.client_id: row for row in journal if row.client_id in ids
        }
        for entry in entries:
            if entry.client_id not in outcomes:
                outcomes[entry.client_id] = _take(saving, entry, items.get(entry.question))
        _write(saving, items, languages)
        return attempt, [_told(entry.client_id, outcomes[entry.client_id]) for entry in entries]


def _items(attempt: Attempt, entries: Sequence[Entry], languages: Sequence[str]) -> dict[int, AttemptItem]:
    """The items asked for, with version, current answer, and the newest edition of each language in use."""
    editions = {
        f"edition_{number}": Subquery(
            ItemText.objects.filter(version=OuterRef("version_id"), language=language)
            .filter(texts.LIVE)
            .order_by("-edition")
            .values("edition")[:1]
        )
        for number, language in enumerate(languages)
    }
    rows = attempt.items.filter(position__in={entry.question for entry in entries})
    rows = rows.select_related("version", "current").only(*NEEDED).order_by()
    return {item.position: item for item in rows.annotate(**editions)}


def _same_devices(entries: Sequence[Entry], items: dict[int, AttemptItem]) -> Q:
    devices = {entry.device for entry in entries if entry.device}
    return Q(device__in=devices, attempt_item__in=[item.pk for item in items.values()])


def language_of(entry: Entry) -> str:
    code = entry.language.lower()
    return code if code in NAMES else ""


def _take(saving: Saving, entry: Entry, item: AttemptItem | None) -> ItemResponse | AnswerRefused:
    attempt = saving.attempt
    try:
        if item is None:
            raise AnswerRefused(_("This quiz has no such question."))
        siblings = _siblings(saving, entry, item)
        made_at = _made_at(saving, entry, siblings)
        _check_time(attempt, made_at, saving.received_at)
        interaction = interactions.get(item.version.interaction)
        response = interaction.validate_response(entry.response, item.version.definition)
    except AnswerRefused as refusal:
        return refusal
    row = ItemResponse(
        attempt=attempt,
        attempt_item=item,
        client_id=entry.client_id,
        response=response,
        language=language_of(entry),
        device=entry.device,
        serial=entry.serial,
        answered_at_client=entry.answered_at,
        sent_at_client=saving.sent_at,
        received_at=saving.received_at,
        effective_at=made_at,
        is_late=not attempt.is_open,
        status=ResponseStatus.STORED if attempt.is_open else ResponseStatus.LATE,
    )
    if any(sibling.serial > row.serial for sibling in siblings):
        row.status = ResponseStatus.SUPERSEDED
    else:
        _compete(saving, item, row)
    saving.rows.append(row)
    saving.journal.append(row)
    return row


def _siblings(saving: Saving, entry: Entry, item: AttemptItem) -> list[ItemResponse]:
    """What the same device has answered to the same question, as far as it has arrived."""
    if not entry.device:
        return []
    return [row for row in saving.journal if row.device == entry.device and row.attempt_item_id == item.pk]


def _made_at(saving: Saving, entry: Entry, siblings: Sequence[ItemResponse]) -> datetime:
    """The effective time, between those of the same device's answers before and after this one."""
    started_at, received_at = saving.attempt.started_at, saving.received_at
    made_at = effective_time(
        started_at=started_at,
        received_at=received_at,
        sent_at=saving.sent_at,
        answered_at=entry.answered_at,
    )
    made_at = max([made_at, *(row.effective_at for row in siblings if row.serial < entry.serial)])
    made_at = min([made_at, *(row.effective_at for row in siblings if row.serial > entry.serial)])
    return min(made_at, received_at)


def _check_time(attempt: Attempt, made_at: datetime, received_at: datetime) -> None:
    if attempt.is_open:
        return
    if not attempt.is_closed or attempt.closed_at is None:
        raise AnswerRefused(_("This try was declared void. Ask your coordinator."))
    if made_at > attempt.closed_at:
        if attempt.state == AttemptState.EXPIRED:
            raise AnswerRefused(_("The time was over when this answer was made. It does not count."))
        raise AnswerRefused(_("The quiz was submitted before this answer was made. It does not count."))
    if received_at > attempt.closed_at + timedelta(hours=attempt.delivery.late_hours):
        raise AnswerRefused(
            _("This answer arrived too late to count. Show the saved file to your coordinator.")
        )


def _compete(saving: Saving, item: AttemptItem, row: ItemResponse) -> None:
    """The answer made last is current, whichever arrived first; the other one stays in the journal."""
    rival = saving.winners.get(item.pk, item.current)
    if rival is not None and _is_newer(rival, row):
        row.status = ResponseStatus.SUPERSEDED
        return
    if item.pk in saving.winners:
        saving.winners[item.pk].status = ResponseStatus.SUPERSEDED
    saving.winners[item.pk] = row


def _is_newer(rival: ItemResponse, row: ItemResponse) -> bool:
    if rival.device and rival.device == row.device and rival.serial < row.serial:
        return False
    return rival.effective_at > row.effective_at


def _write(saving: Saving, items: dict[int, AttemptItem], languages: Sequence[str]) -> None:
    if not saving.rows:
        return
    by_id = {item.pk: item for item in items.values()}
    for row in saving.rows:
        row.edition = getattr(by_id[row.attempt_item_id], f"edition_{languages.index(row.language)}")
    insert_all(saving.rows)
    changed = []
    for item_id, row in saving.winners.items():
        by_id[item_id].current = row
        changed.append(by_id[item_id])
    if len(changed) == 1:
        AttemptItem.objects.filter(pk=changed[0].pk).update(current=changed[0].current)
    elif changed:
        AttemptItem.objects.bulk_update(changed, ["current"])
    if changed and not saving.attempt.is_open:
        attempt = saving.attempt
        grading.grade_again(attempt, changed, kind=ScoreKind.LATE)
        attempt.save(update_fields=["score", "is_passed"])
        results.announce(attempt)


def _told(client_id: str, outcome: ItemResponse | AnswerRefused) -> EntryAnswer:
    if isinstance(outcome, AnswerRefused):
        return EntryAnswer(client_id, ResponseStatus.REFUSED, str(outcome))
    return EntryAnswer(client_id, outcome.status, str(ResponseStatus(outcome.status).label))


def seconds_left(attempt: Attempt, now: datetime) -> int | None:
    """What the learner's clock counts from; None without a limit."""
    if not attempt.is_open:
        return 0
    return None if attempt.due_at is None else max(0, int((attempt.due_at - now).total_seconds()))
