"""Wagtail's events: a published translation notes its origin and joins the releases it fits."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from curriculum import editions
from curriculum.pages.bases import UnitPage
from curriculum.pages.models import ModulePage


@receiver(page_published)
def translation_published(sender: type[Page], instance: Page, revision: Any = None, **_kwargs: Any) -> None:
    if isinstance(instance, ModulePage | UnitPage):
        editions.join_for_page(instance, actor=getattr(revision, "user", None))
