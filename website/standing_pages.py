"""The pages every site begins with: a front page for each language, help, accessibility, privacy, data use.

Owns: which pages those are, and their first text (``website/standing``). A page that exists is the editors'
and is left alone. Refuses to know: courses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from markdown_it import MarkdownIt
from wagtail.models import Locale, Page, Site

from website.models import HomePage, StandardPage

TEXTS: Final = Path(__file__).parent / "standing"
SLUGS: Final = ("help", "accessibility", "privacy", "data-use")
# The day on which the tests named in the accessibility statement were made.
CHECKED_ON: Final = {"accessibility": date(2026, 11, 24)}
SOURCE: Final = "en"


@dataclass(frozen=True)
class Text:
    title: str
    summary: str
    markdown: str

    @property
    def html(self) -> str:
        return MarkdownIt("commonmark").render(self.markdown)


def read_text(slug: str, language: str) -> Text:
    """The first text of a page; English where the language has none yet."""
    file = TEXTS / f"{slug}.{language}.md"
    if not file.exists():
        file = TEXTS / f"{slug}.{SOURCE}.md"
    _before, front, markdown = file.read_text(encoding="utf-8").split("---\n", 2)
    head = yaml.safe_load(front)
    return Text(head["title"], head["summary"], markdown.strip())


@transaction.atomic
def create_standing_pages(languages: Sequence[str] | None = None) -> list[Page]:
    """Make what is missing, in every language of the site or those given; returns what was made."""
    made: list[Page] = []
    codes = dict.fromkeys([SOURCE, *(languages or dict(settings.LANGUAGES))])
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in codes}
    front = HomePage.objects.filter(locale=locales[SOURCE]).first()
    if front is None:
        front = make_front_page(locales[SOURCE])
        made.append(front)
    point_site_at(front)
    pages = [front]
    for slug in SLUGS:
        page = StandardPage.objects.child_of(front).filter(slug=slug).first()
        if page is None:
            page = front.add_child(
                instance=fill(StandardPage(slug=slug, locale=locales[SOURCE]), slug, SOURCE)
            )
            made.append(publish(page))
        pages.append(page)
    for code, locale in locales.items():
        for source in pages:
            if code != SOURCE and not source.has_translation(locale):
                slug = "home" if source is front else source.slug
                made.append(publish(fill(source.copy_for_translation(locale), slug, code)))
    return made


def make_front_page(locale: Locale) -> HomePage:
    """Wagtail's first migration leaves a welcome page; it goes once the site points at ours."""
    root = Page.get_first_root_node()
    welcome = Page.objects.child_of(root).exact_type(Page).filter(slug="home").first()
    page = root.add_child(instance=fill(HomePage(slug="front", locale=locale), "home", SOURCE))
    publish(page)
    if welcome is not None and not welcome.get_children().exists():
        point_site_at(page)
        Page.objects.get(pk=welcome.pk).delete()
    return page


def point_site_at(front: HomePage) -> None:
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "root_page": Page.objects.get(pk=front.pk),
            "site_name": settings.WAGTAIL_SITE_NAME,
            "hostname": address.hostname or "localhost",
            "port": port,
        },
    )


def fill(page: Page, slug: str, language: str) -> Page:
    text = read_text(slug, language)
    page.title = page.draft_title = text.title
    page.search_description = text.summary
    if isinstance(page, HomePage):
        page.lead = text.markdown
    else:
        page.body = text.html
        page.checked_on = CHECKED_ON.get(slug)
        page.shows_retention = slug == "privacy"
    return page


def publish(page: Page) -> Page:
    """Live from the start, without a first revision: editors begin theirs from what stands here."""
    page.live, page.has_unpublished_changes = True, False
    page.first_published_at = page.last_published_at = timezone.now()
    page.save()
    return page
