"""Where people work: agencies (OneRoster org) and memberships with a role and a period (LTI membership)."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AgencyKind(models.TextChoices):
    PARTNER_POLICE = "partner_police", _("Partner police")
    NPA = "npa", _("National Police Agency")
    PREFECTURAL_POLICE = "prefectural_police", _("Prefectural police")
    ACADEMY = "academy", _("Police academy")
    PARTNER_ORGANISATION = "partner_organisation", _("Partner organisation")


class Agency(models.Model):
    """An organisation, or a section of one (``parent``)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=24, choices=AgencyKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="sections")
    country = models.ForeignKey("people.Country", models.PROTECT, related_name="agencies")
    prefecture = models.ForeignKey(
        "people.Prefecture", models.PROTECT, null=True, blank=True, related_name="agencies"
    )
    is_eligible = models.BooleanField(default=True, help_text=_("May nominate people for courses."))
    is_fictitious = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class MembershipRole(models.TextChoices):
    TRAINEE = "trainee", _("Trainee")
    OFFICER = "officer", _("Officer")
    FOCAL_POINT = "focal_point", _("Agency focal point")
    CONTACT = "contact", _("Prefectural contact")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date | None = None) -> Self:
        day = on or timezone.localdate()
        return self.filter(Q(from_on__lte=day), Q(to_on__isnull=True) | Q(to_on__gte=day))

    def with_role(self, *roles: str) -> Self:
        return self.filter(role__in=roles)


class Membership(models.Model):
    """Who belongs where, as what, from when to when. Ended, never deleted."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=MembershipRole.choices)
    post = models.CharField(_("post or rank"), max_length=150, blank=True)
    from_on = models.DateField(default=timezone.localdate)
    to_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                name="membership_period_in_order",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
            models.UniqueConstraint(
                name="membership_one_open_per_role",
                fields=["agency", "person", "role"],
                condition=Q(to_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.agency_id}"


class AppointmentRole(models.TextChoices):
    MANAGER = "manager", _("Manager")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def current(self, on: date | None = None) -> Self:
        day = on or timezone.localdate()
        return self.filter(Q(from_on__lte=day), Q(to_on__isnull=True) | Q(to_on__gte=day))


class Appointment(models.Model):
    """A role whose scope is the whole platform."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=AppointmentRole.choices)
    from_on = models.DateField(default=timezone.localdate)
    to_on = models.DateField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="appointment_one_open_per_role",
                fields=["person", "role"],
                condition=Q(to_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"
