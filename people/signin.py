"""Signing in: by e-mail or person code, with a second factor where a role needs it; nobody registers.

Owns: how allauth is bent to this product. Refuses to know: pages and words on them.
"""

import base64
import unicodedata
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from people import letters
from people.models import User
from people.names import CODE_ALPHABET

FRESH_SIGN_IN: Final = 15 * 60  # seconds
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def tidy_code(text: str) -> str:
    """A code as stored, from what people type: full-width or small letters, spaces, any dash or none."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(symbol for symbol in plain if symbol in CODE_ALPHABET)


def person_by_code(text: str) -> User | None:
    """The exact code first (a service may issue its own), then the usual form with its dash put back."""
    exact = unicodedata.normalize("NFKC", text).strip()
    symbols = tidy_code(text)
    candidates = [exact, f"{symbols[:4]}-{symbols[4:]}"] if len(symbols) == 8 else [exact]
    for candidate in candidates:
        person = User.objects.filter(code__iexact=candidate).first()
        if person:
            return person
    return None


def has_second_factor(user: User) -> bool:
    return is_mfa_enabled(user, SECOND_FACTORS)


class EmailOrCodeBackend(AuthenticationBackend):
    """allauth's backend (constant effort for unknown names), with our reading of person codes.

    The people of a demonstration have a password that everybody knows: where none runs they stay outside.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        user = super().authenticate(request, **credentials)
        is_sample = isinstance(user, User) and user.is_fictitious
        return None if is_sample and not settings.IS_DEMONSTRATION else user

    def _authenticate_by_username(self, username: str, password: str) -> AbstractBaseUser | None:
        return self._check_password(person_by_code(username), password)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The person code or the password is not right. Check both."),
        "email_password_mismatch": _("The e-mail address or the password is not right. Check both."),
        "too_many_login_attempts": _("Too many attempts. Wait 5 minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("The password is not right. Enter the password you use now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: people are invited, or enter with a slip. The catalogue is open without an account."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in just now is not asked again: setting up the first second factor stays one walk."""
        return not _signed_in_just_now() and super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use the code from your app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [
            {**method, "description": words.get(method["id"], method["description"])} for method in methods
        ]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        language = getattr(user, "language", "") or translation.get_language() or settings.LANGUAGE_CODE
        with translation.override(language):
            letters.from_templates(template_prefix, context).send_to(email)

    def generate_unique_username(self, txts: list[str | None], regex: str | None = None) -> str:
        """Person codes are drawn at random, never made from a name."""
        return str(User._meta.get_field("code").get_default())


def _signed_in_just_now() -> bool:
    request = context.request
    records = get_authentication_records(request, request.user)
    return bool(records) and timezone.now().timestamp() - records[-1]["at"] < FRESH_SIGN_IN


class SocialAdapter(DefaultSocialAccountAdapter):
    """Sign-in through an agency's own identity provider (OpenID Connect): existing accounts only."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """A provider speaks only for the mail domains a site trusts it with."""
        app = getattr(login.provider, "app", None)
        domains = (getattr(app, "settings", None) or {}).get("email_domains", [])
        return email.rpartition("@")[2].lower() in domains


class MfaAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are stored encrypted; the issuer shown in the app is the site's name."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right. Wait for the next one and enter it."),
    }

    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.email or user.code if isinstance(user, User) else str(user)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.WAGTAIL_SITE_NAME}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        return str(_("Passkey")) if type == Authenticator.Type.WEBAUTHN else ""


def _vault() -> MultiFernet:
    """Keys made from the site's secret and, after a change of it, the earlier ones (SECRET_KEY_FALLBACKS)."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(
                    salted_hmac("people.signin.vault", "", secret=secret, algorithm="sha256").digest()
                )
            )
            for secret in secrets
        ]
    )


def shown_name(user: AbstractBaseUser) -> str:
    """How allauth's own texts call a person."""
    return user.get_short_name() if isinstance(user, User) else str(user)
