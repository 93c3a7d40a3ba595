"""Pictures that lessons refer to: one record per picture, with its alternative text in every language."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.svg import UnsafeSvg, clean_svg


class Figure(models.Model):
    """A drawing (SVG, kept as cleaned text) or a picture from the library. Authors give one of the two."""

    key = models.SlugField(max_length=80, unique=True)
    svg = models.TextField(
        _("drawing (SVG)"), blank=True, help_text=_("Scripts, styles and outside links are removed.")
    )
    image = models.ForeignKey("wagtailimages.Image", models.PROTECT, null=True, blank=True, related_name="+")
    alt = models.CharField(
        _("alternative text"), max_length=500, blank=True,
        help_text=_("What a person who cannot see the figure must know. Empty only if it is decorative."),
    )  # fmt: skip
    is_decorative = models.BooleanField(_("decorative"), default=False)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        if bool(self.svg) == bool(self.image_id):
            raise ValidationError(_("Give either a drawing or a picture from the library."))
        try:
            self.svg = clean_svg(self.svg) if self.svg else ""
        except UnsafeSvg as refused:
            raise ValidationError({"svg": str(refused)}) from refused
