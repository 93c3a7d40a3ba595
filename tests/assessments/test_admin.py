"""Questions and quizzes in the CMS: written, previewed, checked, put into use, by the area's people only."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from assessments import checking
from assessments.models import Item
from curriculum.models import SubjectRole, SubjectRoleKind
from tests.factories.assessments import PARTS, make_assessment, make_item, make_subject_area
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client) -> Any:
    person = make_user(is_fictitious=True)
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    area = make_subject_area()
    for role in (SubjectRoleKind.AUTHOR, SubjectRoleKind.REVIEWER):
        SubjectRole.objects.create(person=person, subject_area=area, role=role)
    client.force_login(person)
    person.area = area
    return person


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.IS_DEMONSTRATION = True


def url(action: str, model: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_assessments_{model}:{action}", args=args)


def choice_form(area: Any, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "code": "T-01", "interaction": "choice", "points": "1", "subject_area": area.pk,
        "source_language": "en",
        "shuffle": "on", "stem_en": "Which?", "feedback_correct_en": "Yes.", "feedback_incorrect_en": "No.",
        "parts-TOTAL_FORMS": "2", "parts-INITIAL_FORMS": "0", "parts-MIN_NUM_FORMS": "0",
        "parts-MAX_NUM_FORMS": "1000",
        "action-publish": "action-publish",
    }  # fmt: skip
    for place, (identifier, is_right) in enumerate([("a", "on"), ("b", "")]):
        data |= {
            f"parts-{place}-identifier": identifier,
            f"parts-{place}-is_correct": is_right,
            f"parts-{place}-text_en": identifier.upper(),
            f"parts-{place}-feedback_en": "Because.",
            f"parts-{place}-ORDER": str(place + 1),
        }
    return data | changes


def test_an_author_writes_a_question_and_it_goes_live(client: Client, author: Any) -> None:
    assert client.get(url("add", "item")).status_code == 200
    response = client.post(url("add", "item"), choice_form(author.area))
    assert response.status_code == 302, response.context["form"].errors
    item = Item.objects.get(code="T-01")
    assert item.live and [part.identifier for part in item.parts.all()] == ["a", "b"]
    assert client.get(url("edit", "item", item.pk)).status_code == 200


def test_a_question_without_a_right_answer_does_not_go_live(client: Client, author: Any) -> None:
    response = client.post(url("add", "item"), choice_form(author.area, **{"parts-0-is_correct": ""}))
    assert response.status_code == 200
    assert "exactly one option" in response.content.decode()
    assert not Item.objects.exists()


def test_an_option_without_feedback_does_not_go_live(client: Client, author: Any) -> None:
    response = client.post(url("add", "item"), choice_form(author.area, **{"parts-1-feedback_en": ""}))
    assert "feedback for every option" in response.content.decode()


def test_half_a_question_can_be_kept_as_a_draft(client: Client, author: Any) -> None:
    data = choice_form(author.area, **{"parts-0-is_correct": ""})
    del data["action-publish"]
    assert client.post(url("add", "item"), data).status_code == 302
    assert not Item.objects.get().live


@pytest.mark.parametrize("interaction", sorted(PARTS))
@pytest.mark.parametrize("mode", ["", "right", "wrong"])
def test_preview_shows_the_question_asked_and_answered(
    rf: Any, author: Any, interaction: str, mode: str
) -> None:
    item = make_item(interaction, subject_area=author.area)
    html = item.make_preview_request(preview_mode=mode).render().content.decode()
    assert "Well read." in html if mode == "right" else True
    assert "Read the lesson again." in html if mode == "wrong" else True
    assert 'lang="ja"' in html and 'name="response' in html


def test_preview_of_a_question_that_cannot_be_asked_says_why(author: Any) -> None:
    item = make_item("true_false", is_true=None)
    assert "cannot be asked yet" in item.make_preview_request().render().content.decode()


def test_questions_of_other_areas_are_not_listed_and_not_opened(client: Client, author: Any) -> None:
    own, other = make_item(subject_area=author.area), make_item()
    html = client.get(url("list", "item")).content.decode()
    assert own.code in html and other.code not in html
    assert client.get(url("edit", "item", other.pk)).status_code in {302, 403, 404}


def test_a_quiz_with_its_sections_opens_and_saves(client: Client, author: Any) -> None:
    assessment = make_assessment([make_item(subject_area=author.area)])
    page = client.get(url("edit", "assessment", assessment.pk))
    assert page.status_code == 200
    section, entry = assessment.sections.get(), assessment.sections.get().entries.get()
    data = {
        "title_en": "Changed", "code": assessment.code, "pass_percent": "60", "minutes": "0",
        "wait_hours": "0",
        "max_attempts": "3", "sections-TOTAL_FORMS": "1", "sections-INITIAL_FORMS": "1",
        "sections-MIN_NUM_FORMS": "0", "sections-MAX_NUM_FORMS": "1000",
        "sections-0-id": section.pk,
        "sections-0-ORDER": "1", "sections-0-draw": "2",
        "sections-0-entries-TOTAL_FORMS": "1", "sections-0-entries-INITIAL_FORMS": "1",
        "sections-0-entries-MIN_NUM_FORMS": "0", "sections-0-entries-MAX_NUM_FORMS": "1000",
        "sections-0-entries-0-id": entry.pk, "sections-0-entries-0-item": entry.item_id,
        "sections-0-entries-0-ORDER": "1",
    }  # fmt: skip
    assert "fewer questions" in client.post(url("edit", "assessment", assessment.pk), data).content.decode()
    assert (
        client.post(url("edit", "assessment", assessment.pk), data | {"sections-0-draw": "1"}).status_code
        == 302
    )
    assessment.refresh_from_db()
    assert (assessment.pass_percent, assessment.sections.get().draw) == (60, 1)


def test_checks_before_a_release_name_what_is_wrong() -> None:
    assert [finding.is_error for finding in checking.assessment_findings(make_assessment([]))] == [True]
    broken = make_item("true_false", is_true=None)
    findings = checking.assessment_findings(make_assessment([broken, make_item()], draw=5))
    errors = [str(finding.sentence) for finding in findings if finding.is_error]
    assert len(errors) == 2 and any(broken.code in sentence for sentence in errors)
    warned = [(finding.language, str(finding.sentence)) for finding in findings if not finding.is_error]
    assert {code for code, sentence in warned if "is incomplete in these" in sentence} == {"th", "ar"}
    assert {code for code, sentence in warned if "check" in sentence} == {"ja", "id"}
