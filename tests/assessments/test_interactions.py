"""Every type keeps the contract: what it asks, takes, scores and says, from columns to the result."""

import json
from fractions import Fraction
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import drawing, interactions
from assessments.errors import AnswerRefused
from assessments.interactions import base
from tests.factories.assessments import PARTS, RIGHT, WRONG, make_item

NAMES = interactions.names()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)


def parts_of(name: str, **fields: Any) -> tuple[Any, dict, dict, dict]:
    item = make_item(name, **fields)
    interaction = interactions.get(name)
    return (
        interaction,
        interaction.definition_from(item),
        interaction.key_from(item),
        interaction.text_from(item, "en"),
    )


def test_every_type_has_parts_for_tests() -> None:
    assert set(PARTS) == set(NAMES)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_type_keeps_its_contract(name: str) -> None:
    interaction, definition, key, text = parts_of(name)
    interaction.validate_definition(definition)
    assert interaction.problems(make_item(name)) == []
    right = interaction.validate_response(interaction.correct_response(definition, key, "en"), definition)
    assert interaction.score(right, definition, key) == 1
    assert interaction.is_complete(right, definition)
    assert interaction.score(None, definition, key) == 0
    assert interaction.statement(right, definition, text)
    assert interaction.statement(None, definition, text) == ""
    assert interaction.title(text)
    assert interaction.export_name
    for part in (definition, key, text, right):
        assert json.loads(json.dumps(part)) == part
    assert interaction.validate_response(right, definition) == right


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(RIGHT))
def test_right_and_wrong_answers_are_told_apart(name: str) -> None:
    interaction, definition, key, _ = parts_of(name)
    right = interaction.validate_response(RIGHT[name], definition)
    wrong = interaction.validate_response(WRONG[name], definition)
    assert interaction.score(right, definition, key) == 1
    assert interaction.score(wrong, definition, key) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_posted_form_and_json_of_the_form_give_the_same_answer(name: str) -> None:
    """A browser without script posts the controls; the queue sends their values as JSON."""
    interaction, definition, key, _ = parts_of(name)
    right = interaction.validate_response(interaction.correct_response(definition, key, "en"), definition)
    posted, queued = QueryDict(mutable=True), None
    if isinstance(right, dict):
        queued = {part: str(value) for part, value in right.items()}
        posted.update({f"{base.FIELD}-{part}": value for part, value in queued.items()})
    elif isinstance(right, list):
        posted.setlist(base.FIELD, right)
        queued = right[0]
    else:
        queued = str(right).lower() if isinstance(right, bool) else right
        posted[base.FIELD] = queued
    parsed = interaction.parse_form(posted, definition)
    assert interaction.validate_response(parsed, definition) == right
    assert interaction.validate_response(queued, definition) == right
    assert interaction.parse_form(QueryDict(""), definition) is None


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_form_shows_the_answer_given_and_hides_the_key(name: str) -> None:
    interaction, definition, key, text = parts_of(name)
    order = drawing.mix(interaction.orderings(definition), 7, 1)
    right = interaction.validate_response(interaction.correct_response(definition, key, "en"), definition)
    empty = render_to_string(interaction.template, {"form": interaction.form(definition, text, order, None)})
    filled = render_to_string(
        interaction.template, {"form": interaction.form(definition, text, order, right)}
    )
    assert f'name="{base.FIELD}' in empty
    assert "checked" not in empty and "selected" not in empty.replace('<option value="" selected', "")
    assert filled != empty
    assert "style=" not in filled and "onclick" not in filled


@pytest.mark.django_db
def test_names_of_steps_and_targets_betray_nothing() -> None:
    """Reading the source of the page must not help: an author's ids may be 1, 2, 3."""
    orders = set()
    for _ in range(6):
        _, definition, key, _ = parts_of("order")
        orders.add(tuple(key["order"]))
        assert definition["steps"] == sorted(definition["steps"]) == ["s1", "s2", "s3"]
    assert len(orders) > 1
    _, definition, key, _ = parts_of("match")
    assert not set(definition["targets"]) & set(definition["lefts"])


@pytest.mark.django_db
def test_several_right_options_score_up_and_down() -> None:
    parts = [(c, {"is_correct": c in "abc", "text_en": c, "feedback_en": c}) for c in "abcdef"]
    interaction, definition, key, text = parts_of("choice", parts=parts, is_multiple=True)
    assert interaction.score(["a", "b", "d"], definition, key) == Fraction(1, 3)
    assert interaction.score(["a", "b", "c"], definition, key) == 1
    assert interaction.validate_response(["c", "a", "a"], definition) == ["a", "c"]
    assert interaction.remarks(["d"], text) == ["d"]


@pytest.mark.django_db
def test_one_right_option_refuses_two_answers() -> None:
    interaction, definition, _, _ = parts_of("choice")
    with pytest.raises(AnswerRefused):
        interaction.validate_response(["a", "b"], definition)


@pytest.mark.django_db
def test_half_an_order_and_half_a_match_can_be_saved_and_count_for_their_share() -> None:
    interaction, definition, key, _ = parts_of("order")
    first, second, _third = key["order"]
    half = interaction.validate_response({first: "1", second: "2", key["order"][2]: ""}, definition)
    assert half == {first: 1, second: 2}
    assert interaction.score(half, definition, key) == Fraction(1, 2)
    assert not interaction.is_complete(half, definition)
    interaction, definition, key, _ = parts_of("match")
    half = interaction.validate_response({"jp": key["pairs"]["jp"], "sg": ""}, definition)
    assert interaction.score(half, definition, key) == Fraction(1, 3)


@pytest.mark.django_db
def test_an_answer_counts_in_whatever_language_it_was_given() -> None:
    interaction, definition, key, _ = parts_of("cloze")
    mixed = {"g1": "kunjungan", "g2": "同意"}
    assert interaction.score(mixed, definition, key) == 1
    assert interaction.correct_response(definition, key, "ja") == {"g1": "訪問", "g2": "同意"}
    assert interaction.correct_response(definition, key, "th")["g2"] == "consent"


@pytest.mark.django_db
def test_cloze_states_the_text_with_its_gaps() -> None:
    interaction, definition, _, text = parts_of("cloze")
    assert interaction.statement({"g1": "visit"}, definition, text) == "A [visit] needs [＿＿＿]."
    assert interaction.title(text) == "A ＿＿＿ needs ＿＿＿."


@pytest.mark.django_db
def test_cloze_refuses_a_translation_that_lost_a_gap() -> None:
    interaction, definition, _, text = parts_of("cloze")
    assert interaction.text_problems(definition, text) == []
    assert interaction.text_problems(definition, text | {"stem": "A {gap:g1} only."})


@pytest.mark.django_db
def test_number_refuses_words_with_a_sentence() -> None:
    interaction, definition, _, _ = parts_of("numeric")
    with pytest.raises(AnswerRefused, match="digits"):
        interaction.validate_response("many", definition)
    assert interaction.validate_response(12138, definition) == "12138"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        (
            "choice",
            {
                "parts": [
                    ("a", {"text_en": "A", "feedback_en": "x"}),
                    ("b", {"text_en": "B", "feedback_en": "x"}),
                ]
            },
        ),
        ("choice", {"parts": [("a", {"text_en": "A", "is_correct": True}), ("b", {"text_en": "B"})]}),
        ("choice", {"parts": [("a", {"text_en": "A", "is_correct": True, "feedback_en": "x"})]}),
        ("true_false", {"is_true": None}),
        ("numeric", {"number_value": None}),
        ("match", {"parts": [("a", {"text_en": "A"}), ("b", {"text_en": "B", "match_text_en": "b"})]}),
        ("order", {"parts": [("a", {"text_en": "A"}), ("b", {"text_en": "B"})]}),
        ("short_text", {"parts": [("answer", {})]}),
        ("cloze", {"stem_en": "No gap here."}),
    ],
)
def test_an_item_that_cannot_be_asked_says_why(name: str, fields: dict[str, Any]) -> None:
    item = make_item(name, **fields)
    assert all(str(problem) for problem in interactions.get(name).problems(item))
    assert interactions.get(name).problems(item)


@pytest.fixture(scope="module")
def frozen(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Definition and key of each type, made once: hypothesis runs many examples."""
    made = {}
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            made = {name: parts_of(name) for name in NAMES}
            transaction.set_rollback(True)
    return made


@pytest.mark.parametrize("name", NAMES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_any_json_is_refused_or_scored_between_nothing_and_everything(
    name: str, frozen: Any, data: Any
) -> None:
    interaction, definition, key, text = frozen[name]
    ids = [*definition.get("choices", ()), *definition.get("lefts", ()), *definition.get("steps", ())]
    ids += [*definition.get("targets", ()), *definition.get("gaps", ())] or ["a"]
    near = st.lists(st.sampled_from(ids)) | st.dictionaries(
        st.sampled_from(ids), st.sampled_from(ids) | st.integers(0, 4) | st.sampled_from(["1", "2", "x"])
    )
    raw = data.draw(JSON | near)
    try:
        response = interaction.validate_response(raw, definition)
    except AnswerRefused as refusal:
        assert str(refusal)
        return
    assert 0 <= interaction.score(response, definition, key) <= 1
    assert interaction.validate_response(response, definition) == response
    assert json.loads(json.dumps(response)) == response
    assert isinstance(interaction.statement(response, definition, text), str)
    assert isinstance(interaction.is_complete(response, definition), bool)
