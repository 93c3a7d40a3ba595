"""The one base for refusals: a rule that says no carries a translated sentence that says what to do."""

from django.utils.functional import Promise


class DomainError(Exception):
    """A rule refused. ``str(error)`` is a sentence for the person, translated when it is read."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
