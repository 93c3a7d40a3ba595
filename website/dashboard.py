"""The first page after signing in: what to do next, gathered from the apps that know."""

from dataclasses import dataclass

from courses import learner
from people.models import Notification, User

NEWEST_NOTICES = 3


@dataclass(frozen=True)
class Home:
    learning: learner.Dashboard
    notices: list[Notification]


def home_for(person: User) -> Home:
    return Home(
        learning=learner.dashboard(person),
        notices=list(Notification.objects.for_person(person)[:NEWEST_NOTICES]),
    )
