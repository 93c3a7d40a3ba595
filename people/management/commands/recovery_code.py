"""For the person at the server, when the only administrator is locked out: a one-time code, on record."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people import invitations
from people.errors import PassRefused
from people.models import User
from people.signin import person_by_code


class Command(BaseCommand):
    help = "Issue a one-time recovery code for an account. It sets a new password and removes second factors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", help="E-mail address or person code.")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["person"]
        person = User.objects.filter(email__iexact=name).first() or person_by_code(name)
        if person is None:
            raise CommandError(f"Nobody has the e-mail address or person code {name!r}.")
        try:
            slip = invitations.issue_recovery_code(person, actor=None)
        except PassRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{slip.code}\n{slip.url}\nValid until {slip.invitation.expires_at:%Y-%m-%d %H:%M} UTC."
        )
