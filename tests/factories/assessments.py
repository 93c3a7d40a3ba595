"""Questions, quizzes and deliveries for tests: plain functions, real rows, all in three languages."""

from itertools import count
from typing import Any

from assessments import attempts, delivering, publishing
from assessments.models import (
    Assessment,
    AssessmentVersion,
    Attempt,
    Delivery,
    Item,
    ItemPart,
    ItemText,
    Section,
    SectionItem,
)
from curriculum.models import ReviewState, SubjectArea
from people.models import User
from tests.factories.people import make_user

LANGUAGES = ("en", "ja", "id")
_numbers = count(1)


def in_languages(field: str, text: str) -> dict[str, str]:
    return {
        f"{field}_{'ind' if code == 'id' else code}": f"{text} ({code})" if code != "en" else text
        for code in LANGUAGES
    }


def make_subject_area(**fields: Any) -> SubjectArea:
    number = next(_numbers)
    return SubjectArea.objects.create(code=f"area-{number}", name_en=f"Area {number}", **fields)


# Parts by interaction: (identifier, fields).
PARTS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "choice": [
        (
            "a",
            {"is_correct": True, **in_languages("text", "Alpha"), **in_languages("feedback", "Yes, alpha.")},
        ),
        ("b", {**in_languages("text", "Beta"), **in_languages("feedback", "No, not beta.")}),
        ("c", {**in_languages("text", "Gamma"), **in_languages("feedback", "No, not gamma.")}),
    ],
    "true_false": [],
    "match": [
        (code, {**in_languages("text", left), **in_languages("match_text", right)})
        for code, left, right in [
            ("jp", "Japan", "koban"),
            ("sg", "Singapore", "NPP"),
            ("br", "Brazil", "base"),
        ]
    ],
    "order": [
        (code, in_languages("text", text)) for code, text in [("x", "First"), ("y", "Second"), ("z", "Third")]
    ],
    "numeric": [],
    "short_text": [
        ("answer", {"accepted_anywhere": "junkai renraku\n巡回連絡", "accepted_en": "contact visit"}),
    ],
    "cloze": [
        ("g1", {"accepted_en": "visit\nhome visit", "accepted_ja": "訪問", "accepted_ind": "kunjungan"}),
        ("g2", {"accepted_en": "consent", "accepted_ja": "同意", "accepted_ind": "persetujuan"}),
    ],
}
FIELDS: dict[str, dict[str, Any]] = {
    "true_false": {"is_true": False},
    "numeric": {"number_value": "12138", "number_tolerance": "0", **in_languages("unit", "posts")},
    "cloze": {
        "stem_en": "A {gap:g1} needs {gap:g2}.",
        "stem_ja": "{gap:g1}には{gap:g2}が必要です。",
        "stem_ind": "{gap:g1} memerlukan {gap:g2}.",
    },
}
RIGHT: dict[str, Any] = {
    "choice": ["a"],
    "true_false": False,
    "numeric": "12,138",
    "short_text": "Junkai Renraku.",
    "cloze": {"g1": "Home visit", "g2": "consent"},
}
WRONG: dict[str, Any] = {
    "choice": ["b"],
    "true_false": True,
    "numeric": "12",
    "short_text": "patrol",
    "cloze": {"g1": "patrol", "g2": "nothing"},
}


def make_item(
    interaction: str = "choice", *, parts: list[tuple[str, dict[str, Any]]] | None = None, **fields: Any
) -> Item:
    number = next(_numbers)
    fields.setdefault("code", f"q-{number}")
    fields.setdefault("subject_area", None)
    fields["subject_area"] = fields["subject_area"] or make_subject_area()
    defaults = {
        **in_languages("stem", f"Question {number}?"),
        **in_languages("feedback_correct", "Well read."),
        **in_languages("feedback_incorrect", "Read the lesson again."),
        **FIELDS.get(interaction, {}),
    }
    item = Item.objects.create(interaction=interaction, **(defaults | fields))
    for place, (identifier, columns) in enumerate(PARTS[interaction] if parts is None else parts):
        ItemPart.objects.create(item=item, identifier=identifier, sort_order=place, **columns)
    return Item.objects.get(pk=item.pk)


def make_assessment(items: list[Item] | None = None, *, draw: int | None = None, **fields: Any) -> Assessment:
    number = next(_numbers)
    fields.setdefault("code", f"quiz-{number}")
    assessment = Assessment.objects.create(**(in_languages("title", f"Quiz {number}") | fields))
    section = Section.objects.create(
        assessment=assessment, sort_order=0, draw=draw, **in_languages("title", "Part")
    )
    for place, item in enumerate(items if items is not None else [make_item(name) for name in PARTS]):
        SectionItem.objects.create(section=section, item=item, position=place)
    return assessment


def make_version(
    items: list[Item] | None = None, *, is_checked: bool = True, **fields: Any
) -> AssessmentVersion:
    """A pinned quiz, its translations checked by a native reader."""
    version = publishing.pin_assessment(make_assessment(items, **fields), actor=None)
    if is_checked:
        ItemText.objects.filter(version__in=version.item_versions.all()).update(
            review_state=ReviewState.NATIVE
        )
    return version


def make_delivery(
    version: AssessmentVersion | None = None, *, items: list[Item] | None = None, **rules: Any
) -> Delivery:
    return delivering.open_delivery(version or make_version(items), **rules)


def make_attempt(delivery: Delivery | None = None, person: User | None = None, **options: Any) -> Attempt:
    return attempts.start(delivery or make_delivery(), person or make_user(), **options)


def right_response(attempt_item: Any) -> Any:
    """The right answer to a drawn question, from its key."""
    from assessments import interactions

    version = attempt_item.version
    interaction = interactions.get(version.interaction)
    return interaction.correct_response(version.definition, version.keys.latest("number").key, "en")
