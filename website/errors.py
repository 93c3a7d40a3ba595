"""Refusals of the site's own rules."""

from django.utils.translation import gettext_lazy as _

from languages.errors import DomainError


class TooManyReports(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Many reports came from you just now. Wait ten minutes, then send the next one."))


class BackupRefused(DomainError):
    """Read by operators on a terminal: in English, like every command."""
