"""People, agencies and places for tests: plain functions, real rows."""

from datetime import date
from itertools import count
from typing import Any

from people.models import (
    Agency,
    AgencyKind,
    Appointment,
    Country,
    Membership,
    MembershipRole,
    Prefecture,
    User,
)

PASSWORD = "correct-horse-staple-7"

_numbers = count(1)


def make_country(code: str = "TH") -> Country:
    return Country.objects.get_or_create(code=code)[0]


def make_prefecture(code: str = "13", name: str = "Tokyo") -> Prefecture:
    return Prefecture.objects.get_or_create(code=code, defaults={"name_en": name})[0]


def make_user(*, password: str | None = None, **fields: Any) -> User:
    """Somebody who can sign in; a password is set only when one is given (hashing is slow)."""
    number = next(_numbers)
    fields.setdefault("email", f"person{number}@example.org")
    fields.setdefault("native_name", f"Person {number}")
    fields.setdefault("primary_identifier", "PERSON")
    fields.setdefault("secondary_identifier", "TEST")
    fields.setdefault("language", "en")
    return User.objects.create_user(password=password, **fields)


def make_agency(**fields: Any) -> Agency:
    number = next(_numbers)
    fields.setdefault("code", f"agency-{number}")
    fields.setdefault("name_en", fields.pop("name", f"Agency {number}"))
    fields.setdefault("kind", AgencyKind.PARTNER_POLICE)
    fields.setdefault("country", None)
    fields["country"] = fields["country"] or make_country()
    return Agency.objects.create(**fields)


def make_membership(
    person: User | None = None,
    agency: Agency | None = None,
    role: str = MembershipRole.TRAINEE,
    **fields: Any,
) -> Membership:
    fields.setdefault("from_on", date(2026, 1, 1))
    return Membership.objects.create(
        person=person or make_user(), agency=agency or make_agency(), role=role, **fields
    )


def make_member(role: str = MembershipRole.TRAINEE, agency: Agency | None = None, **fields: Any) -> User:
    """A person who belongs to an agency now, in the role given."""
    person = make_user(**fields)
    make_membership(person, agency, role)
    return person


def make_appointed(role: str, **fields: Any) -> User:
    """A person with a role of the whole platform: manager, auditor or administrator."""
    person = make_user(**fields)
    Appointment.objects.create(person=person, role=role, from_on=date(2026, 1, 1))
    return person
