"""What is published never changes: versions for questions, editions for translations, revisions for keys."""

import pytest

from assessments import publishing
from assessments.errors import PublishingRefused
from assessments.models import Item, ItemPart, ItemVersion, KeyRevision
from tests.factories.assessments import PARTS, make_assessment, make_item
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def publish(item: Item, **options: object) -> ItemVersion:
    return publishing.publish_item(item, actor=None, **options)


@pytest.mark.parametrize("interaction", sorted(PARTS))
def test_publishing_twice_changes_nothing(interaction: str) -> None:
    item = make_item(interaction)
    first = publish(item)
    assert {text.language for text in first.texts.all()} == {"en", "ja", "id"}
    assert publish(item) == first
    assert first.texts.count() == 3
    assert first.keys.count() == 1


def test_a_better_translation_joins_as_an_edition() -> None:
    item = make_item()
    version = publish(item)
    Item.objects.filter(pk=item.pk).update(stem_ja="よりよい質問")
    assert publish(item) == version
    editions = version.texts.filter(language="ja").order_by("edition")
    assert [text.edition for text in editions] == [1, 2]
    assert editions.last().text["stem"] == "よりよい質問"


def test_a_changed_source_becomes_a_new_version() -> None:
    item = make_item()
    version = publish(item)
    Item.objects.filter(pk=item.pk).update(stem_en="Another question?")
    newer = publish(item)
    assert (newer.number, newer.item_id) == (version.number + 1, item.pk)
    assert version.texts.get(language="en").text["stem"] != "Another question?"


def test_a_changed_key_becomes_a_new_version() -> None:
    item = make_item("true_false", is_true=True)
    version = publish(item)
    Item.objects.filter(pk=item.pk).update(is_true=False)
    assert publish(item).number == version.number + 1
    assert version.keys.get().key == {"value": True}


def test_half_a_translation_does_not_join() -> None:
    item = make_item()
    ItemPart.objects.filter(item=item, identifier="b").update(text_ja="")
    assert {text.language for text in publish(item).texts.all()} == {"en", "id"}


def test_a_translation_of_changed_figures_waits_until_it_is_confirmed() -> None:
    item = make_item("numeric", stem_en="6,215 and 5,923: how many?", stem_ja="6,215と5,923で何か所？")
    publish(item)
    Item.objects.filter(pk=item.pk).update(stem_en="6,200 and 5,923: how many?")
    newer = publish(item)
    assert {text.language for text in newer.texts.all()} == {"en"}
    assert publish(item, confirmed=["ja"]) == newer
    assert {text.language for text in newer.texts.all()} >= {"en", "ja"}


def test_a_reworded_source_keeps_its_translations() -> None:
    item = make_item(stem_en="A question?")
    publish(item)
    Item.objects.filter(pk=item.pk).update(stem_en="A reworded question, is it not?")
    assert {text.language for text in publish(item).texts.all()} == {"en", "ja", "id"}


def test_accepted_answers_of_a_new_language_extend_the_key() -> None:
    item = make_item("short_text")
    version = publish(item)
    ItemPart.objects.filter(item=item).update(accepted_th="การเยี่ยมบ้าน")
    assert publish(item) == version
    newest = version.keys.latest("number")
    assert (newest.number, newest.is_extension) == (2, True)
    assert "th" in newest.key["accepted"]


def test_the_database_wants_a_second_person_for_a_corrected_key() -> None:
    from django.db import IntegrityError, transaction

    version, actor = publish(make_item()), make_user()
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyRevision.objects.create(version=version, number=2, key={}, proposed_by=actor, approved_by=actor)
    KeyRevision.objects.create(version=version, number=2, key={}, proposed_by=actor, approved_by=make_user())


def test_an_item_that_cannot_be_asked_is_refused_with_its_code() -> None:
    item = make_item("true_false", is_true=None)
    with pytest.raises(PublishingRefused, match=item.code):
        publish(item)


def test_pinning_twice_gives_the_same_version() -> None:
    assessment = make_assessment()
    version = publishing.pin_assessment(assessment, actor=None)
    assert publishing.pin_assessment(assessment, actor=None) == version
    assert version.item_versions.count() == len(PARTS)
    assessment.pass_percent = 90
    assessment.save()
    newer = publishing.pin_assessment(assessment, actor=None)
    assert newer.number == 2
    assert (version.plan["pass_percent"], newer.plan["pass_percent"]) == (70, 90)


def test_an_empty_assessment_is_refused() -> None:
    with pytest.raises(PublishingRefused):
        publishing.pin_assessment(make_assessment([]), actor=None)
