import re
from datetime import timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import override

from curriculum.models import Course
from tests.factories.people import make_user
from website.templatetags.shell import readable_size


def _render(source, **values):
    return Template("{% load shell i18n %}" + source).render(Context(values))


def test_icon_alone_carries_its_shape():
    assert "<path" in _render('{% icon "check" %}')


def test_icons_of_a_page_are_printed_once_and_only_if_used():
    page = _render('{% icon_start %}{% icon "check" %}{% icon "check" %}{% icon_shapes %}')
    assert page.count('<use href="#i-check"/>') == 2
    assert re.findall(r'<symbol id="([^"]+)"', page) == ["i-check"]


def test_icons_inside_an_included_component_are_collected():
    page = _render('{% icon_start %}{% tag "x" "ok" "medal" %}{% icon_shapes %}')
    assert re.findall(r'<symbol id="([^"]+)"', page) == ["i-medal"]


def test_directional_icon_turns_round_in_right_to_left():
    assert 'class="i i--dir"' in _render('{% icon "next" %}')
    assert "i--dir" not in _render('{% icon "play" %}')


def test_rail_escapes_every_text_even_one_that_claims_to_be_safe():
    """Rows are kept and shared: one drawn from trusted text must not let the same text through untrusted."""
    for wrap in (mark_safe, str):
        for url in ("", "/en/"):
            text = wrap("<b>x</b>")
            items = [{"state": "todo", "title": text, "url": url, "meta": [text], "reason": text}]
            page = _render("{% rail items %}{% rail items thin=True %}", items=items)
            assert "<b>" not in page and page.count("&lt;b&gt;x&lt;/b&gt;") == 5


def test_rail_says_state_in_words():
    items = [
        {"state": "done", "title": "One", "url": "/1/"},
        {"state": "now", "title": "Two", "url": "/2/"},
        {"state": "shut", "title": "Three", "reason": "Opens after lesson 2"},
    ]
    page = _render("{% rail items start=4 %}", items=items)
    assert '<ol class="rail" start="4">' in page
    assert re.findall(r"\(([^)]+)\)", page) == ["Done", "Not open yet"]
    assert "You are here" in page
    assert "Opens after lesson 2" in page
    assert page.count("<a ") == 2


def test_segments_become_one_bar_above_twelve():
    assert _render("{% segments 3 4 7 %}").count("<i") == 7
    assert '<i class="now"></i>' in _render("{% segments 3 4 7 %}")
    assert '<progress value="3" max="13"' in _render("{% segments 3 4 13 %}")


@pytest.mark.parametrize(
    ("language", "size", "text"),
    [
        ("en", 400, "1\N{NO-BREAK SPACE}KB"),
        ("en", 31_400, "31\N{NO-BREAK SPACE}KB"),
        ("en", 4_800_000, "4.8\N{NO-BREAK SPACE}MB"),
        ("id", 4_800_000, "4,8\N{NO-BREAK SPACE}MB"),
        ("ar", 31_400, "31\N{NO-BREAK SPACE}ك.ب"),
    ],
)
def test_size_is_written_as_the_language_writes_it(language, size, text):
    with override(language):
        assert readable_size(size) == text


@pytest.mark.django_db
def test_deadline_is_in_the_readers_own_time():
    request = RequestFactory().get("/")
    request.user = make_user(time_zone="Asia/Tokyo")
    moment = timezone.datetime(2026, 11, 28, 14, 59, tzinfo=timezone.get_fixed_timezone(0))
    assert ">28 November 2026, 23:59<" in _render("{% due at %}", at=moment, request=request)
    with override("th"):
        assert "2569" in _render("{% due at %}", at=moment, request=request)
    with override("ja"):
        assert ">2026年11月28日 23:59<" in _render("{% due at %}", at=moment, request=request)


@pytest.mark.parametrize(
    ("days", "text", "is_warning"), [(5, "In 5 days", True), (1, "In 1 day", True), (19, "In 19 days", False)]
)
def test_deadline_tag_counts_days(days, text, is_warning):
    page = _render("{% due_tag at %}", at=timezone.now() + timedelta(days=days))
    assert text in page
    assert ("tag--warn" in page) is is_warning


def test_deadline_tag_says_when_it_is_past():
    assert "Past the deadline" in _render("{% due_tag at %}", at=timezone.now() - timedelta(hours=1))


class _Form(forms.Form):
    name = forms.CharField(label="Name", help_text="As printed")
    kind = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    secret = forms.CharField(widget=forms.PasswordInput, required=False)
    agree = forms.BooleanField(required=False)


def test_field_ties_hint_and_mistake_to_the_control():
    page = _render("{% field form.name %}", form=_Form({}))
    described = re.search(r'aria-describedby="([^"]+)"', page)[1].split()
    assert described == ["id_name_helptext", "id_name_error"]
    assert all(f'id="{name}"' in page for name in described)
    assert 'aria-invalid="true"' in page
    assert '<label for="id_name">' in page


def test_field_of_choices_is_a_group_with_native_inputs():
    page = _render("{% field form.kind %}", form=_Form())
    assert "<legend>" in page
    assert page.count('type="radio"') == 2
    assert page.count('<label class="opt"') == 2


def test_form_renders_with_our_field_template():
    page = str(_Form({}))
    assert 'role="alert"' in page
    assert page.count('class="field"') == 4
    assert "data-show-password" in page


def test_mistakes_summary_links_to_each_field():
    page = _render('{% include "components/errors.html" with form=form only %}', form=_Form({}))
    assert "There are 2 mistakes" in page
    assert 'href="#id_name"' in page
    assert 'href="#id_kind"' in page


# --- Texts that may have fallen back ---------------------------------------------------------------
def test_text_of_the_reading_language_stands_alone():
    course = Course(title_en="Patrols & posts", title_ja="巡回と交番")
    with override("ja"):
        assert _render('{{ course|said:"title" }}', course=course) == "巡回と交番"


@pytest.mark.parametrize("language", ["ar", "th"])
def test_text_from_another_language_says_which_and_keeps_its_direction(language):
    course = Course(title_en="Patrols & <b>posts</b>")
    with override(language):
        said = _render('{{ course|said:"title" }}', course=course)
    assert said == '<bdi lang="en">Patrols &amp; &lt;b&gt;posts&lt;/b&gt;</bdi>'


def test_text_that_nobody_wrote_is_empty():
    with override("ar"):
        assert _render('{{ course|said:"description" }}', course=Course(title_en="x")) == ""
