"""Records that lessons refer to and never copy: terms (SKOS concepts) and figures with a date."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GlossaryTerm(models.Model):
    key = models.SlugField(max_length=80, unique=True)
    term = models.CharField(max_length=200)  # translated
    definition = models.TextField()  # translated
    reading = models.CharField(_("reading in kana"), max_length=200, blank=True)
    romaji = models.CharField(_("reading in Latin letters"), max_length=200, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.term


class Statistic(models.Model):
    """A figure with source and date. Past its review date it is flagged to authors and marked for readers."""

    key = models.SlugField(max_length=80, unique=True)
    label = models.CharField(max_length=200)  # translated
    value = models.DecimalField(max_digits=20, decimal_places=4)
    unit = models.CharField(max_length=60, blank=True)  # translated
    as_of_on = models.DateField(_("as of"))
    review_on = models.DateField(_("to be reviewed on"))
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"
