"""Which editing rooms a role of the platform opens: one Django group per role, made after every migration.

Owns: the groups of this app's own roles; other apps add the rooms they have for them. Authors, translators and
reviewers get theirs where those live.
"""

from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from people.models import AppointmentRole, User

ROOMS: Final[dict[AppointmentRole, dict[str, tuple[str, ...]]]] = {
    AppointmentRole.ADMINISTRATOR: {
        "agency": ("add", "change", "view"),
        "membership": ("add", "change", "view"),
        "appointment": ("add", "change", "view"),
        "user": ("add", "change", "view"),
        "invitation": ("add", "change", "view"),
        "datarequest": ("change", "view"),
        "retentionrule": ("change", "view"),
    },
    AppointmentRole.MANAGER: {"agency": ("view",), "membership": ("view",), "user": ("view",)},
    AppointmentRole.AUDITOR: {"appointment": ("view",), "membership": ("view",), "auditentry": ("view",)},
}

_more: list[tuple[AppointmentRole, str, dict[str, tuple[str, ...]]]] = []


def open_rooms(role: AppointmentRole, app_label: str, rooms: dict[str, tuple[str, ...]]) -> None:
    """Rooms of another app for one of these roles; called in ``AppConfig.ready``."""
    if (role, app_label, rooms) not in _more:
        _more.append((role, app_label, rooms))


def make_groups() -> None:
    """The permissions a role needs are added; those a site gave on top are kept."""
    own = [(role, "people", rooms) for role, rooms in ROOMS.items()]
    for role, app_label, rooms in [*own, *_more]:
        wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
        for model, acts in rooms.items():
            codenames = [f"{act}_{model}" for act in acts]
            wanted |= Q(content_type__app_label=app_label, codename__in=codenames)
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.add(*Permission.objects.filter(wanted))


def admit(person: User, role: str) -> None:
    group = Group.objects.filter(name=role).first()
    if group:
        person.groups.add(group)
        if not person.is_staff:
            person.is_staff = True
            person.save(update_fields=["is_staff"])


def send_out(person: User, role: str) -> None:
    """The last room left closes the staff's door too."""
    person.groups.remove(*Group.objects.filter(name=role))
    if person.is_staff and not person.groups.exists() and not person.is_superuser:
        person.is_staff = False
        person.save(update_fields=["is_staff"])
