from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from people import audit
from people.models import AuditEntry, AuditSegment
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def record_at(moment: datetime, action: str = "test", **data) -> AuditEntry:
    entry = audit.record(None, action, "thing", 1, **data)
    AuditEntry.objects.filter(pk=entry.pk).update(at=moment)
    return entry


@pytest.fixture
def three_months():
    for month in (1, 2, 3):
        for day in (1, 2, 3):
            record_at(datetime(2026, month, day, tzinfo=UTC), number=day)
    audit.seal()


def test_record_is_rolled_back_with_what_it_records():
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record(make_user(), "test", "thing", 1)
        raise RuntimeError
    assert not AuditEntry.objects.exists()


def test_record_keeps_no_address_but_tells_the_same_one():
    first = audit.record(None, "a", "thing", address="192.0.2.1")
    second = audit.record(None, "b", "thing", address="192.0.2.1")
    assert first.address_digest == second.address_digest != ""
    assert "192.0.2" not in first.address_digest


def test_sealing_chains_months_into_segments(three_months):
    segments = list(AuditSegment.objects.order_by("id"))
    assert [str(segment) for segment in segments] == ["2026-01", "2026-02", "2026-03"]
    assert [segment.entry_count for segment in segments] == [3, 3, 3]
    assert [segment.closed_at is None for segment in segments] == [False, False, True]
    assert segments[1].opening_digest == segments[0].head_digest
    verdict = audit.verify()
    assert verdict.holds and verdict.entries == 9 and verdict.unsealed == 0


def test_sealing_an_empty_log_does_nothing():
    audit.seal()
    assert audit.verify().holds
    assert not AuditSegment.objects.exists()


def test_a_late_entry_of_a_closed_month_joins_the_open_segment(three_months):
    late = record_at(datetime(2026, 1, 31, tzinfo=UTC))
    audit.seal()
    late.refresh_from_db()
    assert str(late.segment) == "2026-03"
    assert audit.verify().holds


def test_sealing_works_through_more_than_a_batch(monkeypatch):
    monkeypatch.setattr(audit, "BATCH", 4)
    monkeypatch.setattr(audit.seal_batch.__wrapped__, "__defaults__", (4,))
    for number in range(10):
        audit.record(None, "test", "thing", number)
    audit.seal()
    assert audit.verify() == audit.Verdict(segments=1, entries=10, disposed=0, unsealed=0)


@pytest.mark.parametrize(
    "change",
    [
        {"actor_id": 99},
        {"action": "other"},
        {"object_id": "2"},
        {"data": {"number": 7}},
        {"address_digest": "x"},
    ],
)
def test_a_changed_entry_is_named(three_months, change):
    entry = AuditEntry.objects.get(sequence=5)
    AuditEntry.objects.filter(pk=entry.pk).update(**change)
    verdict = audit.verify()
    assert (verdict.holds, verdict.entry_id) == (False, entry.pk)
    with pytest.raises(CommandError, match=f"entry {entry.pk} .* was changed"):
        call_command("verify_audit")


def test_a_changed_time_is_found(three_months):
    AuditEntry.objects.filter(sequence=5).update(at=datetime(2026, 2, 9, tzinfo=UTC))
    assert not audit.verify().holds


def test_a_removed_entry_is_named(three_months):
    AuditEntry.objects.filter(sequence=5).delete()
    assert "number 5 is missing" in audit.verify().problem


@pytest.mark.parametrize("sequence", [3, 9])
def test_a_removed_last_entry_is_found(three_months, sequence):
    AuditEntry.objects.filter(sequence=sequence).delete()
    assert "ends before its entry" in audit.verify().problem


def test_a_rewritten_segment_is_found(three_months):
    AuditSegment.objects.filter(month="2026-02-01").update(head_digest="f" * 64)
    assert not audit.verify().holds


def test_a_disposed_segment_keeps_the_chain_whole(three_months):
    assert audit.dispose(datetime(2026, 2, 15, tzinfo=UTC)) == 3
    audit.seal()
    verdict = audit.verify()
    assert verdict.holds and verdict.disposed == 1
    assert AuditEntry.objects.filter(action="audit.disposed").count() == 1
    call_command("verify_audit")


def test_the_open_segment_is_never_disposed_of(three_months):
    audit.dispose(datetime(2030, 1, 1, tzinfo=UTC))
    assert AuditEntry.objects.filter(segment__month="2026-03-01").count() == 3
    assert audit.verify().holds


def test_tampering_after_disposal_is_still_found(three_months):
    audit.dispose(datetime(2026, 2, 15, tzinfo=UTC))
    AuditEntry.objects.filter(sequence=8).update(action="other")
    assert not audit.verify().holds


def test_recording_costs_one_query(django_assert_num_queries):
    actor = make_user()
    with django_assert_num_queries(1):
        audit.record(actor, "test", "thing", 1, at=datetime.now(UTC) + timedelta(days=1))
