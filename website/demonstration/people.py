"""The demonstration's agencies, people and roles, from demo/people.yaml. All of them are marked fictitious."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password
from modeltranslation.utils import build_localized_fieldname

from curriculum.models import SubjectRole, SubjectRoleKind
from people.membership import appoint, join
from people.models import Agency, AppointmentRole, Country, NameOrder, Prefecture, User

PASSWORD: Final = "manabiya-demo"  # noqa: S105 - printed by `make demo`; only in the demonstration
MAIL_DOMAIN: Final = "demo.example"
APPOINTED: Final = {role.value for role in AppointmentRole}
SUBJECT_ROLES: Final = {kind.value for kind in SubjectRoleKind}


@dataclass
class Cast:
    """People by account name, and by agency in the order of the file."""

    accounts: dict[str, User] = field(default_factory=dict)
    by_agency: dict[str, list[User]] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)


def address(account: str) -> str:
    return f"{account.replace('_', '-')}@{MAIL_DOMAIN}"


def load_people() -> Cast:
    raw = yaml.safe_load((Path(settings.BASE_DIR) / "demo" / "people.yaml").read_text(encoding="utf-8"))
    cast = Cast(agencies={entry["code"]: _agency(entry) for entry in raw["agencies"]})
    # One hash for all: hashing each anew would take longer than everything else here.
    password = make_password(PASSWORD)
    for number, entry in enumerate(raw["people"], 1):
        person = _person(entry, cast.agencies[entry["agency"]], number, password)
        cast.by_agency.setdefault(entry["agency"], []).append(person)
        if account := entry.get("account"):
            cast.accounts[account] = person
            _give_role(person, account)
    return cast


def _agency(entry: Mapping[str, Any]) -> Agency:
    names = {build_localized_fieldname("name", language): name for language, name in entry["name"].items()}
    return Agency.objects.create(
        code=entry["code"],
        kind=entry["kind"],
        country=Country.objects.get(code=entry["country"]),
        prefecture=Prefecture.objects.filter(code=entry.get("prefecture", "")).first(),
        is_fictitious=True,
        **names,
    )


def _person(entry: Mapping[str, Any], agency: Agency, number: int, password: str) -> User:
    account = entry.get("account", f"person{number}")
    person = User(
        email=address(account),
        code=f"{agency.country_id}{number:02d}-DEMO",
        native_name=entry["native"],
        primary_identifier=entry.get("primary", ""),
        secondary_identifier=entry.get("secondary", ""),
        kana_name=entry.get("kana", ""),
        name_order=entry.get("order", NameOrder.PRIMARY_FIRST),
        language=entry["language"],
        second_language=entry.get("second", "en"),
        time_zone=entry["zone"],
        country=agency.country,
        is_fictitious=True,
        password=password,
    )
    person.save()
    join(person, agency, role=entry["role"], actor=None, post=entry.get("post", ""))
    return person


def _give_role(person: User, account: str) -> None:
    if account in APPOINTED:
        appoint(person, role=account, actor=None)
    if account in SUBJECT_ROLES:
        SubjectRole.objects.create(person=person, role=account)
    if account == AppointmentRole.ADMINISTRATOR:
        person.is_superuser = person.is_staff = True
        person.save()
