"""Make the whole demonstration in an empty site, in the order its parts need each other."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import yaml
from django.conf import settings
from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname
from wagtail.models import Locale

from credentials.models import Issuer, Signatory
from curriculum import gate
from curriculum.editorial import create_editorial_workflow
from jobs.celery_app import app
from jobs.wagtail_tasks import each_once
from people.models import User
from people.places import load_places
from website.demonstration.clock import at
from website.demonstration.content import load_courses
from website.demonstration.people import load_people
from website.demonstration.story import Story, tell
from website.standing_pages import create_standing_pages


class AlreadyLoaded(Exception):
    """The site has people; the demonstration goes into an empty one."""


def is_loaded() -> bool:
    return User.objects.filter(is_fictitious=True).exists()


def load(say: Callable[[str], object]) -> None:
    """Raises AlreadyLoaded. Background work is done on the spot, so that all is there when the site opens."""
    if is_loaded():
        raise AlreadyLoaded
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    eager = app.conf.task_always_eager
    app.conf.task_always_eager = True
    try:
        with each_once():
            with at(now - timedelta(days=300)):
                say("people and places")
                load_places()
                cast = load_people()
                for code, _name in settings.LANGUAGES:
                    Locale.objects.get_or_create(language_code=code)
                create_standing_pages()
                create_editorial_workflow()
                # No native reader has checked these texts yet; with the gate open every page says so.
                gate.set_gate(True, actor=cast.accounts["administrator"])
                _offices()
            with at(now - timedelta(days=240)):
                say("courses")
                releases = load_courses(author=cast.accounts["author"], reviewer=cast.accounts["reviewer"])
            say("cohorts")
            tell(Story(cast, releases, now))
    finally:
        app.conf.task_always_eager = eager


def _offices() -> None:
    """Who issues and who signs, from demo/offices.yaml."""
    raw = yaml.safe_load((Path(settings.BASE_DIR) / "demo" / "offices.yaml").read_text(encoding="utf-8"))
    issuer = Issuer.load()
    for language, name in raw["issuer"].items():
        setattr(issuer, build_localized_fieldname("name", language), name)
    issuer.save()
    for position, entry in enumerate(raw["signatories"], 1):
        posts = {
            build_localized_fieldname("post", language): post for language, post in entry["post"].items()
        }
        Signatory.objects.create(
            native_name=entry["native"],
            latin_name=entry["latin"],
            valid_from=timezone.localdate() - timedelta(days=entry["since"]),
            position=position,
            **posts,
        )
