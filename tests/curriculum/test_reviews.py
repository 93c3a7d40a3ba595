"""Checks of translations: given in the CMS by somebody who did not write the text, with who and when."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from assessments import publishing
from assessments.models import ItemText
from assessments.reviewing import review_text, unchecked_languages, writers_of
from curriculum import page_reviews, reviews
from curriculum.board import board
from curriculum.errors import ReviewRefused
from curriculum.models import ReviewState, SubjectRoleKind, TranslationReview
from curriculum.page_reviews import review_translation
from people.models import AuditEntry
from tests.factories.assessments import make_item
from tests.factories.curriculum import (
    edit_block,
    lesson_of,
    make_area,
    make_course,
    make_locale,
    make_release,
    make_subject_role,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_second_factor(settings) -> None:
    settings.IS_DEMONSTRATION = True


@pytest.fixture
def course():
    return make_course(lessons=1, languages=("en", "ja"), is_safety=True)


def person_with(role: str, area, **fields):
    return make_subject_role(role, area, person=make_user(is_fictitious=True), **fields)


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def check_page(page) -> str:
    return reverse("curriculum_check", args=[page.pk])


def written_by(page, person):
    """The translation edited as a page and published by somebody else."""
    page.title = f"{page.title}!"
    page.save_revision(user=person).publish()
    return type(page).objects.get(pk=page.pk)


# --- Who may --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "language", "states"),
    [
        (SubjectRoleKind.REVIEWER, "", ["native", "subject"]),
        (SubjectRoleKind.TRANSLATOR, "", ["native"]),
        (SubjectRoleKind.TRANSLATOR, "ja", ["native"]),
        (SubjectRoleKind.TRANSLATOR, "id", []),
        (SubjectRoleKind.AUTHOR, "", []),
    ],
)
def test_checks_follow_role_and_language(role, language, states) -> None:
    area = make_area()
    person = make_subject_role(role, area, language=language)
    assert reviews.checks_open_to(person, area, "ja") == states
    assert reviews.checks_open_to(person, make_area("traffic"), "ja") == []


# --- Lessons --------------------------------------------------------------------------------------
def test_reviewer_reads_side_by_side_and_notes_the_check(course) -> None:
    make_release(course)
    page, reviewer = lesson_of(course, language="ja"), person_with(SubjectRoleKind.REVIEWER, None)
    client = client_of(reviewer)
    html = client.get(check_page(page)).content.decode()
    assert (
        "Text one of lesson-1-1." in html and "本文 one of lesson-1-1." in html and "Not yet checked" in html
    )
    seen = html.partition('name="seen" value="')[2].partition('"')[0]
    answer = client.post(check_page(page), {"state": "subject", "seen": seen}, follow=True).content.decode()
    assert "The check is noted." in answer and "Checked by a subject expert" in answer
    review = TranslationReview.objects.get(key=page.translation_key, language="ja")
    assert (review.state, review.person) == ("subject", reviewer)
    assert timezone.now() - review.reviewed_at < timedelta(minutes=1)
    entry = AuditEntry.objects.get(action="translation.reviewed")
    assert (entry.actor_id, entry.data) == (reviewer.pk, {"language": "ja", "state": "subject"})


def test_translator_cannot_check_what_they_wrote(course) -> None:
    translator = person_with(SubjectRoleKind.TRANSLATOR, course.subject_area)
    page = written_by(lesson_of(course, language="ja"), translator)
    with pytest.raises(ReviewRefused, match="You wrote or changed this translation"):
        review_translation(page, ReviewState.NATIVE, actor=translator)
    html = client_of(translator).get(check_page(page)).content.decode()
    assert "so somebody else must check it" in html and 'value="native"' not in html
    client_of(translator).post(check_page(page), {"state": "native"})
    assert not TranslationReview.objects.exists()
    colleague = person_with(SubjectRoleKind.TRANSLATOR, course.subject_area)
    assert review_translation(page, ReviewState.NATIVE, actor=colleague).person == colleague


def test_refusal_is_said_in_the_reader_s_language(course) -> None:
    translator = person_with(SubjectRoleKind.TRANSLATOR, course.subject_area)
    page = written_by(lesson_of(course, language="ja"), translator)
    answer = client_of(translator).post(check_page(page), {"state": "native"}, follow=True)
    assert "Somebody else must check it" in answer.content.decode()


def test_words_written_in_the_translation_editor_count_as_written(course) -> None:
    translator = person_with(SubjectRoleKind.TRANSLATOR, course.subject_area)
    publisher = person_with(SubjectRoleKind.REVIEWER, course.subject_area)
    source, _created = TranslationSource.update_or_create_from_instance(lesson_of(course))
    translation = Translation.objects.create(source=source, target_locale=make_locale("ja"))
    for segment in StringSegment.objects.filter(source=source):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            data="訳",
            last_translated_by=translator,
        )
    translation.save_target(user=publisher, publish=True)
    page = lesson_of(course, language="ja")
    assert page_reviews.writers_of(page) == {translator.pk}
    assert review_translation(page, ReviewState.SUBJECT, actor=publisher)


def test_approving_a_draft_is_not_writing_it(course) -> None:
    translator, reviewer = (person_with(role, None) for role in (SubjectRoleKind.TRANSLATOR, "reviewer"))
    page = lesson_of(course, language="ja")
    page.title = "別の題"
    page.save_revision(user=translator).publish(user=reviewer, skip_permission_checks=True)
    page = lesson_of(course, language="ja")
    page.save_revision(user=reviewer).publish()
    assert page_reviews.writers_of(page) == {translator.pk}


def test_text_changed_while_it_was_read_is_read_again(course) -> None:
    page, reviewer = lesson_of(course, language="ja"), person_with(SubjectRoleKind.REVIEWER, None)
    edit_block(page, 1, "<p>新しい文。</p>")
    answer = client_of(reviewer).post(check_page(page), {"state": "native", "seen": "old"}, follow=True)
    assert "changed while you read it" in answer.content.decode()
    assert not TranslationReview.objects.exists()


def test_check_of_a_draft_counts_when_that_text_is_published(course) -> None:
    release = make_release(course)
    reviewer = make_subject_role(SubjectRoleKind.REVIEWER, None)
    page = lesson_of(course, language="ja")
    review_translation(page, ReviewState.NATIVE, actor=reviewer)
    page.title = "別の題"
    revision = page.save_revision(user=make_user())
    review_translation(lesson_of(course, language="ja"), ReviewState.SUBJECT, actor=reviewer)
    unit = release.units.get(slug="lesson-1-1")
    assert list(unit.editions.values_list("review_state", flat=True)) == ["native"]
    revision.publish()
    assert list(unit.editions.order_by("number").values_list("review_state", flat=True)) == [
        "native",
        "subject",
    ]


def test_source_language_has_no_such_check(course) -> None:
    page, reviewer = lesson_of(course), person_with(SubjectRoleKind.REVIEWER, None)
    assert client_of(reviewer).get(check_page(page)).status_code == 404
    with pytest.raises(ReviewRefused, match="source language"):
        review_translation(page, ReviewState.NATIVE, actor=reviewer)


def test_check_page_does_not_exist_for_other_subjects(course) -> None:
    stranger = person_with(SubjectRoleKind.REVIEWER, make_area("traffic"))
    assert client_of(stranger).get(check_page(lesson_of(course, language="ja"))).status_code == 404


def test_board_shows_checks_and_what_waits(course) -> None:
    make_release(course)
    reviewer = person_with(SubjectRoleKind.REVIEWER, None)
    url = reverse("curriculum_board", args=[course.pk])
    html = client_of(reviewer).get(url).content.decode()
    assert html.count("not shown until checked") == 2 and html.count("Not yet checked") == 2
    review_translation(lesson_of(course, language="ja"), ReviewState.SUBJECT, actor=reviewer)
    html = client_of(reviewer).get(url).content.decode()
    assert html.count("not shown until checked") == 1 and "Checked by a subject expert" in html
    assert check_page(lesson_of(course, language="ja")) in html


@pytest.mark.parametrize(("lessons", "queries"), [(1, 11), (3, 13)])
def test_board_asks_for_checks_once(lessons, queries, django_assert_num_queries) -> None:
    course = make_course(lessons=lessons, languages=("en", "ja"), is_safety=True)
    with django_assert_num_queries(queries):
        board(course, ["ja"])


def test_page_listing_offers_the_check_of_translations_only(course) -> None:
    client = client_of(person_with(SubjectRoleKind.REVIEWER, None))
    for language, offered in (("ja", True), ("en", False)):
        parent = lesson_of(course, language=language).get_parent()
        html = client.get(reverse("wagtailadmin_explore", args=[parent.pk])).content.decode()
        assert ("Check the translation" in html) is offered


# --- Questions ------------------------------------------------------------------------------------
def item_page(item) -> str:
    return reverse("assessments_check_item", args=[item.pk])


def test_reviewer_checks_each_language_of_a_question() -> None:
    item = make_item()
    version = publishing.publish_item(item, actor=None)
    reviewer = person_with(SubjectRoleKind.REVIEWER, item.subject_area)
    client = client_of(reviewer)
    html = client.get(item_page(item)).content.decode()
    assert html.count("Not yet checked") == 2 and "Alpha (ja)" in html and "Alpha (id)" in html
    client.post(item_page(item), {"state": "native", "language": "ja"})
    states = dict(version.texts.values_list("language", "review_state"))
    assert states == {"en": "none", "ja": "native", "id": "none"}
    assert unchecked_languages(item) == ["id"]
    assert TranslationReview.objects.get(key=item.uuid, language="ja").person == reviewer
    client.post(item_page(item), {"state": "none", "language": "ja"})
    assert version.texts.get(language="ja").review_state == "none"


def test_check_given_before_publication_comes_with_the_text() -> None:
    item = make_item()
    reviewer = make_subject_role(SubjectRoleKind.REVIEWER, item.subject_area)
    review_text(item, "ja", ReviewState.SUBJECT, actor=reviewer)
    version = publishing.publish_item(item, actor=None)
    assert version.texts.get(language="ja").review_state == "subject"


def test_check_ends_when_source_or_translation_changes() -> None:
    item = make_item()
    reviewer = make_subject_role(SubjectRoleKind.REVIEWER, item.subject_area)
    review_text(item, "ja", ReviewState.SUBJECT, actor=reviewer)
    item.stem_en = "Another question altogether?"
    item.save()
    assert "ja" in unchecked_languages(item)
    newest = publishing.publish_item(item, actor=None).texts.get(language="ja")
    assert newest.review_state == "none"


def test_checked_translation_of_a_changed_figure_comes_back() -> None:
    item = make_item(stem_en="Of 12 posts?")
    publishing.publish_item(item, actor=None)
    item.stem_en = "Of 14 posts?"
    item.save()
    newer = publishing.publish_item(item, actor=None)
    assert not newer.texts.filter(language="ja").exists()
    reviewer = make_subject_role(SubjectRoleKind.REVIEWER, item.subject_area)
    review_text(item, "ja", ReviewState.SUBJECT, actor=reviewer)
    publishing.publish_item(item, actor=None)
    assert newer.texts.get(language="ja").review_state == "subject"


def test_who_wrote_a_language_of_a_question_cannot_check_it() -> None:
    item = make_item()
    translator = person_with(SubjectRoleKind.TRANSLATOR, item.subject_area)
    other = person_with(SubjectRoleKind.TRANSLATOR, item.subject_area)
    item.save_revision(user=other)
    item.stem_ja = "新しい問い"
    item.save_revision(user=translator).publish(user=other, skip_permission_checks=True)
    item.refresh_from_db()
    assert writers_of(item, "ja") == {other.pk, translator.pk}
    assert writers_of(item, "id") == {other.pk}
    client_of(translator).post(item_page(item), {"state": "native", "language": "ja"})
    assert not TranslationReview.objects.exists()
    client_of(translator).post(item_page(item), {"state": "native", "language": "id"})
    assert TranslationReview.objects.get().language == "id"


def test_questions_of_other_subjects_do_not_exist() -> None:
    stranger = person_with(SubjectRoleKind.REVIEWER, make_area("traffic"))
    assert client_of(stranger).get(item_page(make_item())).status_code == 404


def test_question_listing_and_editor_offer_the_check() -> None:
    item = make_item()
    client = client_of(person_with(SubjectRoleKind.TRANSLATOR, item.subject_area))
    for url in (
        reverse("wagtailsnippets_assessments_item:list"),
        reverse("wagtailsnippets_assessments_item:edit", args=[item.pk]),
    ):
        assert item_page(item) in client.get(url).content.decode()


def test_every_published_text_has_a_state() -> None:
    publishing.publish_item(make_item(), actor=None)
    assert set(ItemText.objects.values_list("review_state", flat=True)) == {"none"}
