"""What this app refuses, each with a sentence for the person."""

from languages.errors import DomainError


class AttemptRefused(DomainError):
    """An attempt cannot be started, changed or submitted."""


class AnswerRefused(DomainError):
    """An answer that does not fit its question, or came when none is taken any more."""


class PublishingRefused(DomainError):
    """A question or quiz is not fit to be asked."""


class MarkingRefused(DomainError):
    """A score or key cannot be changed this way."""
