"""Refusals of this app."""

from languages.errors import DomainError


class ReleaseRefused(DomainError):
    """The course cannot be released as it stands."""


class EditionRefused(DomainError):
    """A translation does not fit the unit it should join."""


class ReviewRefused(DomainError):
    """This person cannot give this check, or the text is no longer the one they read."""
