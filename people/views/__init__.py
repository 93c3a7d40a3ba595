"""Pages of this app. ``mine_user`` gives the signed-in person as what it is, behind ``login_required``."""

from typing import cast

from django.http import HttpRequest

from people.models import User


def mine_user(request: HttpRequest) -> User:
    return cast(User, request.user)
