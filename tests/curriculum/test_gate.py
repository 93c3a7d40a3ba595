"""The review gate: what learners may read before anybody has checked it, and who opens it."""

import pytest
from django.test import Client
from django.urls import reverse

from assessments import publishing
from assessments.models import ItemText
from assessments.reviewing import review_text
from assessments.texts import texts_for
from curriculum import catalogue, gate, reading
from curriculum.errors import ReleaseRefused
from curriculum.models import Course, ReviewGate, ReviewState, SubjectRoleKind
from curriculum.page_reviews import review_translation
from curriculum.releases import preflight, release_course
from people.models import AppointmentRole, AuditEntry
from tests.factories.assessments import make_item, make_version
from tests.factories.curriculum import (
    edit_block,
    lesson_of,
    make_course,
    make_release,
    make_subject_role,
    translate_course,
)
from tests.factories.people import make_appointed, make_user

pytestmark = pytest.mark.django_db

JAPANESE = ("ja", "en")
WARNING = {"kind": "warn", "title": "", "text": "<p>Keep away from the road.</p>"}
WARNING_JA = {"kind": "warn", "title": "", "text": "<p>道路に近づかない。</p>"}


def language_of(release, slug="lesson-1-1", chain=JAPANESE) -> str:
    return reading.unit_body(release.units.get(slug=slug).pk, chain).language


def check(course, state=ReviewState.NATIVE, language="ja"):
    reviewer = make_subject_role(SubjectRoleKind.REVIEWER, course.subject_area)
    review_translation(lesson_of(course, language=language), state, actor=reviewer)
    return reviewer


# --- Lessons --------------------------------------------------------------------------------------
def test_gate_is_closed_on_a_new_site() -> None:
    assert not gate.is_open()
    assert not gate.shows_unchecked()


def test_unchecked_translation_of_an_ordinary_lesson_is_read() -> None:
    assert language_of(make_release(languages=("en", "ja"))) == "ja"


def test_unchecked_translation_of_safety_content_falls_back_with_the_note_of_every_fallback() -> None:
    release = make_release(languages=("en", "ja"), is_safety=True)
    body = reading.unit_body(release.units.get(slug="lesson-1-1").pk, JAPANESE)
    assert (body.language, body.title, body.edition) == ("en", "Lesson 1.1", None)
    assert body.is_whole_fallback and body.has_fallback
    lines = reading.outline(release, JAPANESE)
    assert {(line.language, line.edition) for line in lines} == {("en", None)}


def test_fallback_follows_the_reader_s_chain() -> None:
    course = make_course(languages=("en", "ja", "id"), is_safety=True)
    check(course, language="id")
    assert language_of(make_release(course), chain=("ja", "id", "en")) == "id"


@pytest.mark.parametrize("state", [ReviewState.NATIVE, ReviewState.SUBJECT])
def test_checked_translation_of_safety_content_is_read_in_running_releases(state: str) -> None:
    course = make_course(languages=("en", "ja"), is_safety=True)
    release = make_release(course)
    assert language_of(release) == "en"
    check(course, state)
    assert language_of(release) == "ja"


def test_changed_text_leaves_the_checked_edition_before_readers() -> None:
    course = make_course(languages=("en", "ja"), is_safety=True)
    release = make_release(course)
    check(course)
    edit_block(lesson_of(course, language="ja"), 1, "<p>新しい文。</p>")
    body = reading.unit_body(release.units.get(slug="lesson-1-1").pk, JAPANESE)
    assert (body.language, body.edition) == ("ja", 1)


def test_check_taken_back_takes_the_text_from_readers() -> None:
    course = make_course(languages=("en", "ja"), is_safety=True)
    release = make_release(course)
    reviewer = check(course)
    review_translation(lesson_of(course, language="ja"), ReviewState.NONE, actor=reviewer)
    assert language_of(release) == "en"


def test_unchecked_warning_falls_back_alone_in_an_ordinary_lesson() -> None:
    course = make_course(lessons=1)
    source = lesson_of(course)
    blocks = source.body.get_prep_value()
    source.body = [*blocks, {"type": "note", "id": "n", "value": WARNING}]
    source.save_revision().publish()
    translate_course(course, "ja")
    edit_block(lesson_of(course, language="ja"), 3, WARNING_JA)
    release = make_release(course)
    unit = release.units.get(slug="lesson-1-1")
    body = reading.unit_body(unit.pk, JAPANESE)
    html = reading.fill(body, {})
    assert body.language == "ja" and body.has_fallback
    assert "Keep away from the road." in html and "道路に近づかない。" not in html and "本文 one" in html
    check(course)
    html = reading.fill(reading.unit_body(unit.pk, JAPANESE), {})
    assert "道路に近づかない。" in html and "Keep away" not in html


def test_opening_and_closing_reach_cached_pages() -> None:
    release = make_release(languages=("en", "ja"), is_safety=True)
    administrator = make_appointed(AppointmentRole.ADMINISTRATOR)
    for allows, language in [(False, "en"), (True, "ja"), (False, "en")]:
        gate.set_gate(allows, actor=administrator)
        release.refresh_from_db()
        assert {line.language for line in reading.outline(release, JAPANESE)} == {language}
        assert language_of(release) == language


def test_marking_a_course_reaches_its_releases_and_unmarking_waits_for_the_next() -> None:
    course = make_course(languages=("en", "ja"))
    release = make_release(course)
    assert language_of(release) == "ja"
    course.is_safety = True
    course.save()
    assert language_of(release) == "en"
    course.is_safety = False
    course.save()
    assert language_of(release) == "en"
    assert language_of(make_release(course)) == "ja"


def test_catalogue_counts_languages_that_are_shown() -> None:
    course = make_course(languages=("en", "ja"), is_safety=True)
    make_release(course)
    courses = catalogue.released_courses(make_user(is_superuser=True))
    assert catalogue.facts_of(courses)[0].languages == ("en",)
    assert not catalogue.filtered(courses, language="ja").exists()
    check(course)
    assert catalogue.facts_of(courses)[0].languages == ("en", "ja")
    assert catalogue.filtered(courses, language="ja").exists()


# --- Questions ------------------------------------------------------------------------------------
def shown(version, chain=JAPANESE) -> str:
    return texts_for([version], chain)[version.pk].language


def test_unchecked_question_falls_back_along_the_chain() -> None:
    version = make_version([make_item()], is_checked=False).item_versions.get()
    ItemText.objects.filter(version=version, language="id").update(review_state=ReviewState.NATIVE)
    assert shown(version) == "en"
    assert shown(version, ("ja", "id", "en")) == "id"


def test_source_of_a_question_counts_as_checked_by_its_release() -> None:
    version = make_version([make_item()], is_checked=False).item_versions.get()
    assert version.texts.get(language="en").review_state == ReviewState.NONE
    assert shown(version, ("en",)) == "en"


def test_open_gate_shows_unchecked_questions() -> None:
    version = make_version([make_item()], is_checked=False).item_versions.get()
    gate.set_gate(True, actor=None)
    assert shown(version) == "ja"


def test_better_wording_waits_while_the_checked_one_is_shown() -> None:
    item = make_item()
    version = publishing.publish_item(item, actor=None)
    reviewer = make_subject_role(SubjectRoleKind.REVIEWER, item.subject_area)
    review_text(item, "ja", ReviewState.SUBJECT, actor=reviewer)
    item.stem_ja = "もっとよい問い"
    item.save()
    publishing.publish_item(item, actor=None)
    assert version.texts.filter(language="ja").count() == 2
    assert texts_for([version], JAPANESE)[version.pk].edition == 1
    review_text(item, "ja", ReviewState.NATIVE, actor=reviewer)
    assert texts_for([version], JAPANESE)[version.pk].text["stem"] == "もっとよい問い"


# --- The switch -----------------------------------------------------------------------------------
def settings_url() -> str:
    return reverse("wagtailsettings:edit", args=["curriculum", "reviewgate", ReviewGate.load().pk])


def test_change_is_recorded_with_its_actor_and_once() -> None:
    administrator = make_appointed(AppointmentRole.ADMINISTRATOR)
    gate.set_gate(True, actor=administrator)
    gate.set_gate(True, actor=administrator)
    gate.set_gate(False, actor=administrator)
    acts = AuditEntry.objects.filter(object_type="review_gate").order_by("pk")
    assert list(acts.values_list("action", "actor_id")) == [
        ("review_gate.opened", administrator.pk),
        ("review_gate.closed", administrator.pk),
    ]


def test_administrator_opens_the_gate_in_the_cms_and_is_recorded(settings) -> None:
    settings.IS_DEMONSTRATION = True
    client, administrator = Client(), make_user(is_superuser=True, is_fictitious=True)
    client.force_login(administrator)
    html = client.get(settings_url()).content.decode()
    assert "every page then says that texts are not yet checked" in html.replace("&#x27;", "'")
    assert client.post(settings_url(), {"allows_unreviewed": "on"}).status_code == 302
    assert gate.is_open()
    assert AuditEntry.objects.get(action="review_gate.opened").actor_id == administrator.pk


@pytest.mark.parametrize("role", SubjectRoleKind.values)
def test_editors_cannot_touch_the_gate(settings, role: str) -> None:
    settings.IS_DEMONSTRATION = True
    client = Client()
    client.force_login(make_subject_role(role, None, person=make_user(is_fictitious=True)))
    client.post(settings_url(), {"allows_unreviewed": "on"})
    assert not gate.is_open()


@pytest.mark.parametrize(
    ("demonstration", "opened", "sentence"),
    [
        (False, False, None),
        (False, True, "Some texts here are not yet checked by native readers."),
        (True, False, "Demonstration: the people are fictitious."),
        (
            True,
            True,
            "Demonstration: the people are fictitious, and the texts are not yet checked by native readers.",
        ),
    ],
)
def test_every_page_says_what_the_switch_says(settings, demonstration, opened, sentence) -> None:
    settings.IS_DEMONSTRATION = demonstration
    gate.set_gate(opened, actor=None)
    gate.remember(opened)
    html = Client().get("/en/courses/").content.decode()
    said = html.partition('<div class="strip">')[2].partition("</div>")[0]
    assert (sentence in said) if sentence else not said


# --- Before a release -----------------------------------------------------------------------------
def sentences(course: Course) -> list[str]:
    return [str(finding.sentence) for finding in preflight(course)]


def test_preflight_names_pages_that_wait_for_a_check() -> None:
    course = make_course(lessons=2, languages=("en", "ja"), is_safety=True)
    assert (
        "日本語: 3 texts wait for a check; learners read the next language of theirs: "
        "Part 1, Lesson 1.1, Lesson 1.2." in sentences(course)
    )
    check(course)
    assert any("日本語: 2 texts wait" in sentence for sentence in sentences(course))
    gate.set_gate(True, actor=None)
    assert any("日本語: 2 texts are shown unchecked" in sentence for sentence in sentences(course))


def test_preflight_of_an_ordinary_course_speaks_of_its_warnings() -> None:
    course = make_course(lessons=1)
    source = lesson_of(course)
    source.body = [{"type": "note", "id": "n", "value": WARNING}]
    source.save_revision().publish()
    translate_course(course, "ja")
    edit_block(lesson_of(course, language="ja"), 0, WARNING_JA)
    said = [sentence for sentence in sentences(course) if "warnings" in sentence]
    assert said == [
        "日本語: the warnings of 1 text wait for a check; "
        "learners read them in the next language of theirs: Lesson 1.1."
    ]
    gate.set_gate(True, actor=None)
    assert any("the warnings of 1 text are shown unchecked" in sentence for sentence in sentences(course))
    check(course)
    assert not any("warnings" in sentence for sentence in sentences(course))


def test_preflight_is_silent_where_nothing_needs_a_check() -> None:
    assert not any("check" in said for said in sentences(make_course(languages=("en", "ja"))))


# --- Safety content needs a second reviewer -------------------------------------------------------
def published_by(course: Course, author, reviewer) -> None:
    page = lesson_of(course)
    page.title = "Hazards"
    revision = page.save_revision(user=author)
    revision.publish(user=reviewer, skip_permission_checks=True)


def test_safety_content_is_released_by_somebody_who_neither_wrote_nor_approved_it() -> None:
    course = make_course(lessons=1, is_safety=True)
    author, first, second = (make_user() for _ in range(3))
    published_by(course, author, first)
    for person in (author, first):
        with pytest.raises(ReleaseRefused, match="neither wrote nor approved"):
            release_course(course, actor=person)
    assert release_course(course, actor=second).is_safety


def test_ordinary_content_is_released_by_its_reviewer() -> None:
    course = make_course(lessons=1)
    author, reviewer = make_user(), make_user()
    published_by(course, author, reviewer)
    assert release_course(course, actor=reviewer).number == 1


def test_preflight_names_questions_that_wait_for_a_check_once_for_all_lessons() -> None:
    course = make_course(lessons=2)
    items = [make_item(code="q-a"), make_item(code="q-b")]
    for number, item in enumerate(items, 1):
        lesson = lesson_of(course, f"lesson-1-{number}")
        blocks = lesson.body.get_prep_value()
        lesson.body = [*blocks, {"type": "question", "id": "q", "value": {"item": str(item.uuid)}}]
        lesson.save_revision().publish()
    said = "日本語 waits for a check in these questions: q-a, q-b. Learners see the next language of theirs."
    assert sentences(course).count(said) == 1
    reviewer = make_subject_role(SubjectRoleKind.REVIEWER, None)
    review_text(items[0], "ja", ReviewState.NATIVE, actor=reviewer)
    assert said.replace("q-a, ", "") in sentences(course)
