"""Phones on bad lines, simulated: wrong clocks that jump, lost replies, repeats, disorder, late queues, and requests
that hang in the network and arrive long after the phone has given them up.

Small seeds run in every test run, the full size by ``make check-full``. Each seed is one reproducible story.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from assessments import attempts
from assessments.answers import Entry, respond
from assessments.models import Attempt, AttemptState, ItemResponse
from tests.factories.assessments import make_delivery, make_item, right_response
from tests.factories.people import make_user

QUESTIONS = 6
MINUTES = 30
LATE_HOURS = 24


@dataclass
class Phone:
    """One learner's phone: its clock is off, its line loses requests and replies."""

    chance: random.Random
    attempt: Attempt
    skew: timedelta
    waiting: list[Entry] = field(default_factory=list)
    hanging: list[tuple[list[Entry], datetime]] = field(default_factory=list)
    made: dict[str, Entry] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    def answer(self, now: datetime) -> None:
        item = self.chance.choice(list(self.attempt.items.select_related("version")))
        right = right_response(item)
        response = right if self.chance.random() < 0.6 else not right
        serial = len(self.made) + 1
        entry = Entry(
            f"c{serial}-{self.chance.random()}",
            item.position,
            response,
            now + self.skew,
            "en",
            "phone",
            serial,
        )
        self.made[entry.client_id] = entry
        self.waiting.append(entry)
        if self.chance.random() < 0.1:
            self.skew = timedelta(minutes=self.chance.uniform(-600, 600))

    def arrive(self, now: datetime) -> None:
        """What hung in the network gets through; nobody waits for the reply any more."""
        for batch, sent_at in self.hanging:
            respond(self.attempt, batch, sent_at=sent_at, received_at=now)
        self.hanging.clear()

    def send(self, now: datetime) -> None:
        """Some of what waits, in any order, some of it twice; the reply may get lost, then all is sent again."""
        if not self.waiting:
            return
        batch = self.chance.sample(self.waiting, self.chance.randint(1, len(self.waiting)))
        if self.chance.random() < 0.3:
            batch.append(self.chance.choice(batch))
        if self.chance.random() < 0.3:
            self.hanging.append((batch, now + self.skew))
            return
        replies = respond(self.attempt, batch, sent_at=now + self.skew, received_at=now)
        for reply in replies:
            known = self.told.setdefault(reply.client_id, reply.status)
            # What was said once is said again, however often it is asked.
            assert reply.status == known or "refused" in {reply.status, known}
        if self.chance.random() < 0.7:
            done = {reply.client_id for reply in replies if reply.status != "refused"}
            self.waiting = [entry for entry in self.waiting if entry.client_id not in done]


def live(seed: int) -> Attempt:
    chance = random.Random(seed)
    delivery = make_delivery(
        items=[make_item("true_false", is_true=chance.random() < 0.5) for _ in range(QUESTIONS)],
        allowed_seconds=MINUTES * 60,
        late_hours=LATE_HOURS,
    )
    began = timezone.now() - timedelta(hours=2)
    person = make_user()
    phone = Phone(
        chance, attempts.start(delivery, person, now=began), timedelta(minutes=chance.uniform(-600, 600))
    )
    now = began
    submits = chance.random() < 0.5
    for _step in range(chance.randint(8, 30)):
        now += timedelta(seconds=chance.uniform(5, 150))
        phone.answer(now)
        if chance.random() < 0.5:
            phone.send(now)
        if chance.random() < 0.2:
            phone.arrive(now)
    if submits:
        attempts.submit(phone.attempt, actor=person, now=now)
        attempts.submit(phone.attempt, actor=person, now=now + timedelta(seconds=1))
    for _try in range(6):
        now += timedelta(minutes=chance.uniform(1, 20))
        phone.send(now)
        phone.arrive(now)
    attempts.keep_time(Attempt.objects.get(pk=phone.attempt.pk), now=began + timedelta(hours=LATE_HOURS + 1))
    check(phone)
    return Attempt.objects.get(pk=phone.attempt.pk)


def check(phone: Phone) -> None:
    attempt = Attempt.objects.select_related("delivery").get(pk=phone.attempt.pk)
    assert attempt.state in {AttemptState.SUBMITTED, AttemptState.EXPIRED}
    rows = list(ItemResponse.objects.filter(attempt=attempt).order_by("id"))
    acknowledged = {client for client, status in phone.told.items() if status != "refused"}
    assert acknowledged <= {row.client_id for row in rows} <= set(phone.made)
    assert len(rows) == len({row.client_id for row in rows})
    by_item = defaultdict(list)
    for row in rows:
        assert attempt.started_at <= row.effective_at <= row.received_at
        assert row.effective_at <= attempt.closed_at
        by_item[row.attempt_item_id].append(row)
    expected = 0
    for item in attempt.items.select_related("version", "current"):
        answers = by_item[item.pk]
        if not answers:
            assert item.current is None
            continue
        assert item.current.serial == max(row.serial for row in answers)
        assert item.current.effective_at == max(row.effective_at for row in answers)
        expected += item.version.points if item.current.response == right_response(item) else 0
    assert attempt.score == expected


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_bad_lines_lose_nothing_that_was_acknowledged(seed: int) -> None:
    live(seed)


@pytest.mark.django_db
def test_the_same_story_ends_the_same() -> None:
    assert live(77).score == live(77).score


@pytest.mark.full
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(1000, 1500))
def test_many_stories(seed: int) -> None:
    live(seed)
