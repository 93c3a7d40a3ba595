"""Translations join a release piece by piece, as far as they were made from what it froze."""

import pytest

from curriculum import editions
from curriculum.editions import join_edition, languages_of, old_pieces
from curriculum.errors import EditionRefused
from curriculum.models import ReviewState, SubjectRoleKind
from curriculum.page_reviews import review_translation
from languages.drift import Drift
from tests.factories.curriculum import (
    edit_block,
    lesson_blocks,
    lesson_of,
    make_course,
    make_release,
    make_subject_role,
    translate_course,
)

pytestmark = pytest.mark.django_db


def unit_of(release, slug="lesson-1-1"):
    return release.units.get(slug=slug)


def text_of(edition) -> dict:
    return {block["id"]: block["value"] for block in edition.text["blocks"]}


def test_translations_published_before_the_release_join_it() -> None:
    release = make_release(languages=("en", "ja"))
    assert languages_of(release) == {"en", "ja"}
    edition = unit_of(release).editions.get()
    assert edition.text["title"] == "Lesson 1.1 (ja)"
    assert edition.text["blocks"] == lesson_blocks("lesson-1-1", "ja")
    assert (edition.number, edition.source_digest) == (1, unit_of(release).digest)


def test_translation_published_after_the_release_joins_by_itself() -> None:
    course = make_course()
    release = make_release(course)
    translate_course(course, "ja")
    assert languages_of(release) == {"en", "ja"}
    release.refresh_from_db()
    assert release.editions_version > 0


def test_better_translation_joins_as_next_edition_and_the_old_one_is_kept() -> None:
    course = make_course(languages=("en", "ja"))
    release = make_release(course)
    edit_block(lesson_of(course, language="ja"), 1, "<p>もっとよい文。</p>")
    first, second = unit_of(release).editions.order_by("number")
    assert first.text["blocks"][1]["value"] == "<p>本文 one of lesson-1-1.</p>"
    assert second.text["blocks"][1]["value"] == "<p>もっとよい文。</p>"


def test_publishing_a_translation_unchanged_adds_nothing() -> None:
    course = make_course(languages=("en", "ja"))
    release = make_release(course)
    lesson_of(course, language="ja").save_revision().publish()
    assert unit_of(release).editions.count() == 1


def test_only_the_block_that_moved_falls_back() -> None:
    course = make_course(languages=("en", "ja"))
    source = edit_block(lesson_of(course), 1, "<p>Another meaning.</p>")
    moved = source.body[1].id
    edition = unit_of(make_release(course)).editions.get()
    assert moved not in text_of(edition)
    assert len(edition.text["blocks"]) == 2


def test_publishing_an_old_translation_again_does_not_make_it_new() -> None:
    course = make_course(languages=("en", "ja"))
    source = edit_block(lesson_of(course), 1, "<p>Another meaning.</p>")
    lesson_of(course, language="ja").save_revision().publish()
    assert source.body[1].id not in text_of(unit_of(make_release(course)).editions.get())


def test_translating_the_moved_block_brings_it_back() -> None:
    course = make_course(languages=("en", "ja"))
    source = edit_block(lesson_of(course), 1, "<p>Another meaning.</p>")
    release = make_release(course)
    edit_block(lesson_of(course, language="ja"), 1, "<p>別の意味。</p>")
    newest = unit_of(release).editions.order_by("-number").first()
    assert text_of(newest)[source.body[1].id] == "<p>別の意味。</p>"


def test_earlier_release_keeps_its_translation_when_the_translator_moves_on() -> None:
    course = make_course(languages=("en", "ja"))
    first = make_release(course)
    source = edit_block(lesson_of(course), 1, "<p>Another meaning.</p>")
    second = make_release(course)
    edit_block(lesson_of(course, language="ja"), 1, "<p>別の意味。</p>")
    newest = unit_of(first).editions.order_by("-number").first()
    assert text_of(newest)[source.body[1].id] == "<p>本文 one of lesson-1-1.</p>"
    newest = unit_of(second).editions.order_by("-number").first()
    assert text_of(newest)[source.body[1].id] == "<p>別の意味。</p>"


def test_cosmetic_change_of_the_source_keeps_the_translation() -> None:
    course = make_course(languages=("en", "ja"))
    source = edit_block(lesson_of(course), 1, "<p>Text  one of lesson‐1‐1.</p>")
    assert source.body[1].id in text_of(unit_of(make_release(course)).editions.get())


def test_block_that_repeats_the_source_is_not_translated() -> None:
    course = make_course(languages=("en", "ja"))
    source = lesson_of(course)
    edit_block(lesson_of(course, language="ja"), 1, source.body.get_prep_value()[1]["value"])
    assert source.body[1].id not in text_of(unit_of(make_release(course)).editions.get())


@pytest.mark.parametrize(
    ("kind", "text", "severity"),
    [
        ("info", "<p>Wear the vest at night.</p>", Drift.MEANING),
        ("warn", "<p>Wear the vest at night.</p>", Drift.CRITICAL),
        ("info", "<p>Wear 2 vests.</p>", Drift.CRITICAL),
    ],
)
def test_drift_of_safety_and_figures_is_critical(kind: str, text: str, severity: Drift) -> None:
    course = make_course(lessons=1)
    source = lesson_of(course)
    note = {"type": "note", "id": "n", "value": {"kind": kind, "title": "", "text": "<p>Wear the vest.</p>"}}
    source.body = [note]
    source.save_revision().publish()
    translate_course(course, "ja")
    copy = lesson_of(course, language="ja")
    edit_block(copy, 0, {"kind": kind, "title": "", "text": "<p>ベストを着る。</p>"})
    source = edit_block(source, 0, {"kind": kind, "title": "", "text": text})
    [old] = old_pieces(source.frozen(), source.translation_key, "ja")
    assert (old.block_id, old.severity) == ("n", severity)


def test_source_language_cannot_join() -> None:
    release = make_release()
    with pytest.raises(EditionRefused):
        join_edition(unit_of(release), "en", {"title": "x", "blocks": []}, actor=None)


def test_joining_the_same_text_twice_adds_nothing() -> None:
    unit = unit_of(make_release())
    text = {"title": "題", "blocks": [{**unit.source["blocks"][1], "value": "<p>訳</p>"}]}
    assert join_edition(unit, "ja", text, actor=None).number == 1
    assert join_edition(unit, "ja", text, actor=None) is None


def test_review_counts_while_the_text_stays_the_same() -> None:
    course = make_course(languages=("en", "ja"))
    release = make_release(course)
    page = lesson_of(course, language="ja")
    reviewer = make_subject_role(SubjectRoleKind.REVIEWER, course.subject_area)
    review_translation(page, ReviewState.SUBJECT, actor=reviewer)
    assert unit_of(release).editions.get().review_state == ReviewState.SUBJECT
    changed = edit_block(page, 1, "<p>新しい文。</p>")
    assert editions.review_state_of(changed) == ReviewState.NONE
    assert unit_of(release).editions.order_by("-number").first().review_state == ReviewState.NONE
