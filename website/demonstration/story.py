"""What happened in the demonstration's cohorts: events with a moment, played in order through the rules."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings

from assessments import attempts, interactions
from assessments.answers import Entry, respond
from assessments.models import Attempt
from courses import completion, enrolment, progress, runs
from courses.models import CourseRun, Enrolment
from credentials import issuing, revoking
from credentials.models import Achievement, Credential
from curriculum.models import CourseRelease, ReleaseUnit, UnitKind
from people.models import User
from website.demonstration.clock import at
from website.demonstration.people import Cast

SEED: Final = 2026


@dataclass(frozen=True)
class Way:
    """How one learner went: share of lessons done, share of answers right per try, days since the last visit."""

    lessons: float
    tries: tuple[float, ...] = ()
    last_visit: float = 1
    withdraws: bool = False


PAST: Final = (
    Way(1, (0.95,)), Way(1, (0.5, 0.9)), Way(1, (0.85,)), Way(1, (0.8,)),
    Way(1, (0.4, 0.55, 0.85)), Way(1, (0.9,)), Way(0.6, ()), Way(0.3, (), 30, withdraws=True),
)  # fmt: skip
CURRENT: Final = (
    Way(0.32, (), 1), Way(1, (0.9,), 3), Way(0.6, (), 12), Way(0.9, (0.3, 0.4), 2), Way(0.1, (), 15),
    Way(0.75, (), 4), Way(0.52, (), 0.5), Way(1, (0.5, 0.85), 2), Way(0.56, (), 2), Way(0.6, (), 6),
    Way(1, (0.8,), 5), Way(0.56, (), 1), Way(0.85, (0.5,), 3), Way(0.28, (), 8), Way(0.6, (), 0.2),
    Way(1, (0.95,), 6), Way(0.04, (), 11), Way(0.7, (), 1), Way(0.64, (), 2), Way(0, (), 0),
)  # fmt: skip
ASSIGNED: Final = (Way(0.4, (), 1), Way(1, (0.9,), 4), Way(0, (), 0), Way(0.7, (), 6), Way(1, (0.8,), 2))


@dataclass
class Story:
    """Events gathered first and played in the order of their moments: histories and the log of acts stay in order."""

    cast: Cast
    releases: Mapping[str, CourseRelease]
    now: datetime
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 - a story, not a secret
    events: list[tuple[datetime, int, Callable[[], Any]]] = field(default_factory=list)

    def on(self, moment: datetime, act: Callable[[], Any]) -> None:
        self.events.append((moment, len(self.events), act))

    def play(self) -> None:
        for moment, _order, act in sorted(self.events, key=lambda event: event[:2]):
            with at(min(moment, self.now)):
                act()

    @property
    def coordinator(self) -> User:
        return self.cast.accounts["coordinator"]


def tell(story: Story) -> None:
    raw = yaml.safe_load((Path(settings.BASE_DIR) / "demo" / "runs.yaml").read_text(encoding="utf-8"))
    for entry in raw:
        if entry["course"] in story.releases:
            _run(story, entry)
    _seminar(story)
    story.play()


# --- Cohorts --------------------------------------------------------------------------------------
def _run(story: Story, entry: Mapping[str, Any]) -> None:
    opens = story.now + timedelta(days=entry["opens"])
    closes = story.now + timedelta(days=entry["closes"])
    planned = min(opens, story.now) - timedelta(days=21)
    story.on(planned, lambda: _plan(story, entry, opens, closes))
    members = _members(story, entry)
    for place, person in enumerate(members):
        moment = planned + timedelta(days=7, minutes=20 * place)
        story.on(moment, _enrolling(story, entry["slug"], person))
    if entry["story"] == "coming":
        return
    story.on(opens, lambda: runs.open_run(_named(entry["slug"]), actor=story.coordinator))
    if assigned := entry.get("assign"):
        members = [
            person
            for person in story.cast.by_agency[assigned["agency"]]
            if person != story.cast.accounts["contact"]
        ]
        story.on(opens + timedelta(minutes=1), _assigning(story, entry["slug"], assigned))
    paths = {"past": PAST, "current": CURRENT, "assigned": ASSIGNED}[entry["story"]]
    for person, path in zip(members, paths, strict=False):
        _learn(story, entry["slug"], person, path, opens, min(closes, story.now))
    if entry["story"] == "past":
        story.on(closes, lambda: runs.close_run(_named(entry["slug"]), actor=story.coordinator))
        story.on(closes + timedelta(days=20), lambda: _mend_certificates(story, entry["slug"]))


def _plan(story: Story, entry: Mapping[str, Any], opens: datetime, closes: datetime) -> None:
    run = runs.plan_run(
        story.releases[entry["course"]],
        actor=story.coordinator,
        slug=entry["slug"],
        titles=entry["title"],
        opens_at=opens,
        closes_at=closes,
        enrolment_mode=entry["mode"],
        seats=entry.get("seats"),
        coordinators=[story.coordinator],
        is_fictitious=True,
    )
    if entry.get("join_code"):
        runs.new_join_code(run, actor=story.coordinator)


def _members(story: Story, entry: Mapping[str, Any]) -> list[User]:
    chosen = entry.get("people") or {}
    return [story.cast.by_agency[agency][index] for agency, indexes in chosen.items() for index in indexes]


def _named(slug: str) -> CourseRun:
    return CourseRun.objects.select_related("release").get(slug=slug)


def _enrolling(story: Story, slug: str, person: User) -> Callable[[], Any]:
    return lambda: enrolment.enrol(
        _named(slug),
        person,
        actor=story.coordinator,
        reason="nomination",
        nominated_by=enrolment.home_agency(person),
    )


def _assigning(story: Story, slug: str, assigned: Mapping[str, Any]) -> Callable[[], Any]:
    return lambda: enrolment.assign(
        _named(slug),
        story.cast.agencies[assigned["agency"]],
        due_at=story.now + timedelta(days=assigned["due"]),
        actor=story.coordinator,
    )


# --- Learning -------------------------------------------------------------------------------------
def _learn(story: Story, slug: str, person: User, path: Way, opens: datetime, until: datetime) -> None:
    last = until - timedelta(days=path.last_visit)
    tries_need = timedelta(days=2 * len(path.tries))
    begins = opens + timedelta(hours=story.chance.uniform(2, 60))
    lessons_end = max(begins + timedelta(hours=5), last - tries_need)
    story.on(begins, lambda: _study(story, slug, person, path.lessons, begins, lessons_end))
    for number, share in enumerate(path.tries):
        moment = lessons_end + timedelta(days=2 * number, hours=1)
        story.on(moment, _trying(story, slug, person, share, moment))
    if path.withdraws:
        story.on(
            lessons_end + timedelta(days=3),
            lambda: enrolment.withdraw(
                _enrolment(slug, person), actor=story.coordinator, reason="recalled to duty"
            ),
        )


def _study(story: Story, slug: str, person: User, share: float, begins: datetime, ends: datetime) -> None:
    """Queue the lessons one by one between two moments; queued late because they need the run's units."""
    run = _named(slug)
    lessons = list(run.release.units.filter(kind=UnitKind.LESSON).order_by("position"))
    wanted = lessons[: round(share * len(lessons))]
    step = (ends - begins) / max(1, len(wanted))
    for place, unit in enumerate(wanted, 1):
        with at(min(begins + step * place, story.now)):
            _read(_enrolment(slug, person), unit, person)


def _read(learner: Enrolment, unit: ReleaseUnit, person: User) -> None:
    language = person.language if person.language in {"en", "ja", "id"} else "en"
    edition = (
        unit.editions.filter(language=language).order_by("-number").values_list("number", flat=True).first()
    )
    shown = language if edition else unit.release.source_language
    progress.mark_done(learner, unit, language=shown, edition=edition)


def _trying(story: Story, slug: str, person: User, share: float, moment: datetime) -> Callable[[], Any]:
    return lambda: _take_quiz(story, slug, person, share, moment)


def _take_quiz(story: Story, slug: str, person: User, share: float, moment: datetime) -> None:
    delivery = _named(slug).line_items.select_related("delivery").get().delivery
    attempt = attempts.start(delivery, person, now=moment)
    items = list(attempt.items.select_related("version"))
    right = set(story.chance.sample(range(len(items)), round(share * len(items))))
    for place, item in enumerate(items):
        saved_at = min(moment + timedelta(seconds=70 * (place + 1)), story.now)
        entry = Entry(
            f"demo-{place}", item.position, _response(item, is_right=place in right), None, person.language
        )
        respond(attempt, [entry], sent_at=None, received_at=saved_at)
    ended = min(moment + timedelta(seconds=70 * (len(items) + 1)), story.now)
    with at(ended):
        attempts.submit(Attempt.objects.get(pk=attempt.pk), actor=person, now=ended)
        completion.evaluate(_enrolment(slug, person))


def _response(item: Any, *, is_right: bool) -> Any:
    key = item.version.keys.latest("number").key
    right = interactions.get(item.version.interaction).correct_response(item.version.definition, key, "en")
    return right if is_right else _wrong(right, item.version.definition)


def _wrong(right: Any, definition: Mapping[str, Any]) -> Any:
    """An answer of the same shape that is not right."""
    if isinstance(right, bool):
        return not right
    if isinstance(right, list):
        others = [option for option in definition["choices"] if option not in right]
        return others[: len(right)] or right[:1]
    if isinstance(right, dict):
        values = list(right.values())
        return dict(zip(right, [*values[1:], values[0]], strict=True))
    return "1"


def _enrolment(slug: str, person: User) -> Enrolment:
    return Enrolment.objects.get(run__slug=slug, person=person)


# --- Certificates ---------------------------------------------------------------------------------
def _mend_certificates(story: Story, slug: str) -> None:
    """One is revoked, one reissued after a name was corrected: the check page shows what that looks like."""
    awarded = _awarded(slug)
    if len(awarded) > 3:
        manager = story.cast.accounts["manager"]
        revoking.revoke(
            awarded[1], actor=manager, reason="Issued in error: the assessment was taken by someone else."
        )
        revoking.reissue(awarded[2], actor=manager, reason="Name corrected.")


def _awarded(slug: str) -> list[Credential]:
    people = Enrolment.objects.filter(run__slug=slug).values_list("person_id", flat=True)
    return list(Credential.objects.filter(recipient__in=list(people)).order_by("issued_at"))


def _seminar(story: Story) -> None:
    """A certificate of attendance from before, so that the trainee account has one to show."""
    held = story.now - timedelta(days=260)
    story.on(held + timedelta(days=1), lambda: _attend(story, held))


def _attend(story: Story, held: datetime) -> None:
    achievement, _created = Achievement.objects.get_or_create(
        code="SEMINAR-COMMUNITY",
        defaults={
            "kind": "attendance",
            "minutes": 360,
            "level": "basic",
            "title_en": "Opening seminar on community policing",
            "title_ja": "地域警察開講セミナー",
            "title_ind": "Seminar pembukaan perpolisian masyarakat",
            "title_th": "สัมมนาเปิดหลักสูตรตำรวจชุมชน",
            "title_ar": "الندوة الافتتاحية للشرطة المجتمعية",
        },
    )
    for account in ("trainee", "focal_point"):
        person = story.cast.accounts[account]
        issuing.issue(
            recipient=person,
            achievement=achievement,
            context="seminar",
            facts={"started_on": held.date(), "completed_on": held.date(), "minutes": 360},
            evidence={"sessions": 6, "attended": 6},
            actor=story.coordinator,
            idempotency_key=f"demonstration/seminar/{person.code}",
            languages=(person.language, "ja", "en"),
        )
