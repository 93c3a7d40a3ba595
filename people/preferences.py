"""What a person chose: language, time zone, data saver, how they are named, how they are told."""

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from people.models import User


def adopt_language(person: User, language: str) -> None:
    """The language of the menu becomes the person's; anything the site does not offer is ignored."""
    if language in dict(settings.LANGUAGES) and language != person.language:
        person.language = language
        person.save(update_fields=["language"])


def stamp_seen(person: User) -> None:
    """When the person was last here, to the nearest few minutes."""
    now = timezone.now()
    User.objects.filter(Q(seen_at=None) | Q(seen_at__lt=now), pk=person.pk).update(seen_at=now)
