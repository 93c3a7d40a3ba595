"""Events of Django and allauth that belong in the record of acts or in the profile."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa import signals as mfa_signals
from django.contrib.auth import signals as auth_signals
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.http import HttpRequest

from people import audit, groups, places, preferences, privacy
from people.models import User


@receiver(auth_signals.user_logged_in)
def signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    request.session.pop("refreshed_at", None)
    audit.record(user, "sign_in", "user", user.pk, address=_address(request))
    preferences.adopt_language(user, request.COOKIES.get("language", ""))


@receiver(auth_signals.user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user:
        audit.record(user, "sign_out", "user", user.pk)


@receiver(auth_signals.user_login_failed)
def sign_in_failed(request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Counted, with nothing that names an account: a mistyped name would betray a person or a password."""
    audit.record(None, "sign_in.failed", "sign_in", address=_address(request) if request else "")


@receiver(account_signals.password_changed)
@receiver(account_signals.password_set)
@receiver(account_signals.password_reset)
def password_changed(user: User, **kwargs: Any) -> None:
    audit.record(user, "password.changed", "user", user.pk)


@receiver(mfa_signals.authenticator_added)
@receiver(mfa_signals.authenticator_reset)
def second_factor_added(user: User, authenticator: Any, **kwargs: Any) -> None:
    audit.record(user, "second_factor.added", "user", user.pk, type=authenticator.type)


@receiver(mfa_signals.authenticator_removed)
def second_factor_removed(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    request.session.pop("refreshed_at", None)
    audit.record(user, "second_factor.removed", "user", user.pk, type=authenticator.type)


@receiver(post_migrate)
def places_and_periods(sender: Any, **kwargs: Any) -> None:
    if sender.name == "people":
        places.load_places()
        privacy.load_retention_rules()
    if sender.name == "django.contrib.auth":
        # The last app migrated that has permissions: by now those of all the others exist.
        groups.make_groups()


def _address(request: HttpRequest) -> str:
    """Empty when the server knows none (a test, a socket without a proxy's report)."""
    return get_client_ip(request) or ""
