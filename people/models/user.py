"""Who is here: an account, and a person's names as the person has them.

Names follow the requirement that nobody is forced into first and last: native script, the passport's primary
and secondary identifier (ICAO Doc 9303 part 3), kana for Japanese readers, and a name the person chose.
"""

import uuid
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.names import machine_readable_name, passport_order, person_code


class NameOrder(models.TextChoices):
    PRIMARY_FIRST = "primary_first", _("Family name first")
    SECONDARY_FIRST = "secondary_first", _("Given name first")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email) or None, **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        fields.setdefault("native_name", "Administrator")
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(**{f"{self.model.USERNAME_FIELD}__iexact": username})


class User(AbstractBaseUser, PermissionsMixin):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(
        _("person code"),
        max_length=20,
        unique=True,
        default=person_code,
        help_text=_("Used to sign in without e-mail."),
    )
    email = models.EmailField(_("e-mail address"), null=True, blank=True, unique=True)

    native_name = models.CharField(_("name in your own script"), max_length=300)
    primary_identifier = models.CharField(
        _("passport: primary identifier"), max_length=150, blank=True,
        help_text=_("Surname as printed in the passport, in Latin letters. A single name goes here."),
    )  # fmt: skip
    secondary_identifier = models.CharField(_("passport: secondary identifier"), max_length=150, blank=True)
    mrz_name = models.CharField(
        _("passport: machine-readable name line"), max_length=39, blank=True,
        help_text=_("The 39 characters after the country code (ICAO Doc 9303, TD3)."),
    )  # fmt: skip
    kana_name = models.CharField(_("name in kana"), max_length=300, blank=True)
    name_order = models.CharField(
        _("order of your name"), max_length=16, choices=NameOrder.choices, default=NameOrder.PRIMARY_FIRST
    )
    display_name = models.CharField(
        _("name shown to others"), max_length=150, blank=True, help_text=_("What other participants see.")
    )

    country = models.ForeignKey(
        "people.Country", models.PROTECT, null=True, blank=True, related_name="people"
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    second_language = models.CharField(_("second language"), max_length=10, blank=True, default="en")
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    saves_data = models.BooleanField(_("data saver"), default=False)

    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_fictitious = models.BooleanField(default=False, editable=False)
    joined_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_ignoring_case"),
            models.UniqueConstraint(Lower("code"), name="user_code_unique_ignoring_case"),
            models.CheckConstraint(name="user_has_a_name", condition=~Q(native_name="")),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = (self.email or "").strip().lower() or None
        if self.primary_identifier and not self.mrz_name:
            self.mrz_name = machine_readable_name(self.primary_identifier, self.secondary_identifier)
        super().save(*args, **kwargs)

    @property
    def latin_name(self) -> str:
        """The passport's name in the order the person chose; empty when no passport form is known."""
        return passport_order(
            self.primary_identifier,
            self.secondary_identifier,
            primary_first=self.name_order == NameOrder.PRIMARY_FIRST,
        )

    def get_full_name(self) -> str:
        return self.native_name or self.latin_name or self.code

    def get_short_name(self) -> str:
        return self.display_name or self.latin_name or self.native_name or self.code

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this person reads dates."""
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    @property
    def language_chain(self) -> list[str]:
        """Languages to try in order: chosen, second, source language comes after (``languages.fallback``)."""
        chosen = self.language or settings.LANGUAGE_CODE
        return list(dict.fromkeys(code for code in (chosen, self.second_language) if code))
