"""Refusals of this app; each carries a translated sentence."""

from django.utils.translation import gettext_lazy as _

from languages.errors import DomainError


class CredentialError(DomainError):
    """A rule about certificates refused."""


class MistypedNumber(CredentialError):
    """The number has a typing mistake: its parity symbol does not fit. Nobody was looked up."""

    def __init__(self) -> None:
        super().__init__(
            _("This number has a typing mistake. It has 16 letters and digits, in four groups of four.")
        )


class AlreadyAwarded(CredentialError):
    """There is a valid award of this achievement to this person in this context."""

    def __init__(self) -> None:
        super().__init__(_("This person already holds a valid certificate for this. Reissue it instead."))


class IncompleteFacts(CredentialError):
    """The caller did not give what a certificate must say."""


class NotRevocable(CredentialError):
    def __init__(self) -> None:
        super().__init__(_("This certificate is no longer valid, so it cannot be revoked or reissued."))


class ReasonNeeded(CredentialError):
    def __init__(self) -> None:
        super().__init__(
            _("Write why. The reason is kept with the certificate and is not shown to the public.")
        )


class NoSigner(CredentialError):
    """The configured signing key is missing or cannot be opened."""


class UnreadableUpload(CredentialError):
    """The uploaded file is no PDF of a certificate, or too large to look at."""


class DamagedFile(CredentialError):
    """Storage returns another file than was stored."""

    def __init__(self) -> None:
        super().__init__(_("The stored certificate is damaged. Please report this problem."))
