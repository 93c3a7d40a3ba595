"""What this app refuses, each with a sentence for the person."""

from languages.errors import DomainError


class RunRefused(DomainError):
    """A cohort cannot be planned, opened, moved or closed as asked."""


class EnrolmentRefused(DomainError):
    """Somebody cannot take, leave or change a place as asked."""


class ProgressRefused(DomainError):
    """A unit cannot be read or marked as done."""


class ImportRefused(DomainError):
    """A list of people cannot be read."""


class PackageRefused(DomainError):
    """A course package cannot be taken in, imported or written by this person as it stands."""
