"""What a translated page was made from, piece by piece, and who has checked it."""

from django.conf import settings
from django.db import models

from curriculum.models.release import ReviewState


class BlockProvenance(models.Model):
    """The source a translated piece was made from. ``block_id`` is a block's id, or ``title`` or ``summary``.

    Without a row the piece counts as not translated. ``text_digest`` belongs to the translation: while it
    stays the same, publishing the page again does not make an old translation new.
    """

    page_key = models.UUIDField()
    language = models.CharField(max_length=10)
    block_id = models.CharField(max_length=64)
    source_digest = models.CharField(max_length=64)
    # What it said: tells a changed comma from a changed figure, and shows a translator what moved.
    source_text = models.TextField(blank=True)
    text_digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="provenance_once_per_block", fields=["page_key", "language", "block_id"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_key} {self.language} {self.block_id}"


class TranslationReview(models.Model):
    """A check of one translated page or question. It counts while the text is the one that was checked.

    ``key`` is the translation key of the page or the uuid of the question. Without a person the check came with
    a course package.
    """

    key = models.UUIDField()
    language = models.CharField(max_length=10)
    text_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=ReviewState.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="review_once_per_text", fields=["key", "language"])]

    def __str__(self) -> str:
        return f"{self.key} {self.language} {self.state}"
