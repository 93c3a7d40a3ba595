"""What this app refuses, each with a sentence for the person."""

from languages.errors import DomainError


class PassRefused(DomainError):
    """An invitation, slip or recovery code that cannot be used (any more)."""


class MembershipRefused(DomainError):
    """Somebody cannot join, leave or change as asked."""


class RecoveryRefused(DomainError):
    """Access cannot be given back this way."""


class DataRequestRefused(DomainError):
    """A request about personal data cannot take this step."""
