from typing import Any

import pytest
from django.core.management import call_command
from wagtail.models import Page, Workflow

from website.models import HomePage
from website.standing_pages import SLUGS


@pytest.mark.django_db
def test_prepare_site_makes_what_is_missing_and_leaves_the_rest(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LANGUAGES = [("en", "English"), ("ja", "日本語")]
    call_command("prepare_site")
    assert f"{2 * (1 + len(SLUGS))} pages were missing" in capsys.readouterr().out
    help_page = Page.objects.get(slug="help", locale__language_code="en")
    Page.objects.filter(pk=help_page.pk).update(title="Our own help")

    call_command("prepare_site")
    assert capsys.readouterr().out == "All is there.\n"
    assert Page.objects.get(pk=help_page.pk).title == "Our own help"
    assert Workflow.objects.filter(name="Subject check").count() == 1

    settings.LANGUAGES = [*settings.LANGUAGES, ("vi", "Tiếng Việt")]
    call_command("prepare_site")
    assert f"{1 + len(SLUGS)} pages were missing" in capsys.readouterr().out
    assert HomePage.objects.filter(locale__language_code="vi", live=True).count() == 1
