"""A draft of a question goes into use by a reviewer who did not write it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from assessments import publishing
from assessments.errors import PublishingRefused
from assessments.models import Item
from curriculum.models import SubjectRole, SubjectRoleKind
from people.models import AuditEntry
from tests.factories.assessments import make_item
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.IS_DEMONSTRATION = True


def person_of(item: Item, *roles: str) -> Any:
    person = make_user(is_fictitious=True)
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    for role in roles:
        SubjectRole.objects.create(person=person, subject_area=item.subject_area, role=role)
    return person


def drafted(item: Item, author: Any, **columns: Any) -> Item:
    """Saved as a draft: the row keeps what is in use, the revision holds the new words."""
    for name, value in columns.items():
        setattr(item, name, value)
    item.save_revision(user=author)
    return Item.objects.get(pk=item.pk)


def test_another_reviewer_puts_a_draft_into_use() -> None:
    item = make_item("true_false", is_true=True)
    author, reviewer = person_of(item, "author"), person_of(item, "reviewer")
    item = drafted(item, author, is_true=False, stem_en="Is it so?")
    assert (item.is_true, item.has_unpublished_changes) == (True, True)
    used = publishing.put_into_use(item, actor=reviewer, seen=item.latest_revision_id)
    assert (used.is_true, used.stem_en, used.live, used.has_unpublished_changes) == (
        False,
        "Is it so?",
        True,
        False,
    )
    entry = AuditEntry.objects.get(action="item.published")
    assert (entry.actor_id, entry.object_id) == (reviewer.pk, str(item.pk))


def test_who_wrote_any_of_it_cannot_decide_even_when_somebody_else_wrote_last() -> None:
    item = make_item("true_false", is_true=True)
    both, author = person_of(item, "author", "reviewer"), person_of(item, "author")
    item = drafted(item, both, stem_en="First words")
    item = drafted(item, author, stem_en="Last words")
    with pytest.raises(PublishingRefused, match="Another reviewer"):
        publishing.put_into_use(item, actor=both, seen=item.latest_revision_id)
    other = person_of(item, "reviewer")
    publishing.put_into_use(item, actor=other, seen=item.latest_revision_id)
    item = drafted(Item.objects.get(pk=item.pk), author, stem_en="Newer words")
    publishing.put_into_use(item, actor=both, seen=item.latest_revision_id)


def test_a_draft_changed_while_it_was_read_or_unfit_is_refused_and_nothing_changes() -> None:
    item = make_item("true_false", is_true=True)
    author, reviewer = person_of(item, "author"), person_of(item, "reviewer")
    with pytest.raises(PublishingRefused, match="no draft"):
        publishing.put_into_use(item, actor=reviewer, seen=0)
    item = drafted(item, author, stem_en="Read this")
    seen = item.latest_revision_id
    item = drafted(item, author, stem_en="Not this")
    with pytest.raises(PublishingRefused, match="read it again"):
        publishing.put_into_use(item, actor=reviewer, seen=seen)
    item = drafted(item, author, is_true=None)
    with pytest.raises(PublishingRefused, match=item.code):
        publishing.put_into_use(item, actor=reviewer, seen=item.latest_revision_id)
    assert Item.objects.get(pk=item.pk).stem_en.startswith("Question")


def test_reviewer_reads_old_beside_new_and_decides(client: Client) -> None:
    item = make_item("true_false", is_true=True)
    author, reviewer = person_of(item, "author"), person_of(item, SubjectRoleKind.REVIEWER)
    item = drafted(item, author, is_true=False, stem_en="Is it so?", stem_ja="そうですか。")
    url = reverse("assessments_put_into_use", args=[item.pk])

    client.force_login(reviewer)
    assert url in client.get(reverse("wagtailsnippets_assessments_item:list")).text
    page = client.get(url).text
    assert item.stem_en in page and "Is it so?" in page and "そうですか。" in page
    assert "Well read." not in page  # unchanged words are left out
    assert client.post(url, {"seen": "x"}, follow=True).text.count("read it again") == 1
    assert client.post(url, {"seen": item.latest_revision_id}).status_code == 302
    assert Item.objects.get(pk=item.pk).stem_en == "Is it so?"
    assert "This question has no draft." in client.get(url).text

    client.force_login(author)
    assert client.get(url).status_code == 404
    assert url not in client.get(reverse("wagtailsnippets_assessments_item:list")).text
    client.force_login(person_of(make_item(), SubjectRoleKind.REVIEWER))
    assert client.get(url).status_code == 404
