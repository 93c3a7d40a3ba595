"""The first page after signing in: what to do next, gathered from the apps that know."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from courses import learner
from people import roles
from people.models import MembershipRole, Notification, User

NEWEST_NOTICES = 3


@dataclass(frozen=True)
class Home:
    learning: learner.Dashboard
    notices: list[Notification]
    # The page of those who come for other people's training, for a person with nothing to learn now.
    desk: str


DESKS: Final = ((roles.COORDINATOR, "coord_home"), (MembershipRole.CONTACT, "unit_home"))


def home_for(person: User, held: Collection[str]) -> Home:
    return Home(
        learning=learner.dashboard(person),
        notices=list(Notification.objects.for_person(person)[:NEWEST_NOTICES]),
        desk=next((address for role, address in DESKS if role in held), ""),
    )
