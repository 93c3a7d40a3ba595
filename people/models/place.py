"""Where people are from: countries (ISO 3166-1) and prefectures (JIS X 0401)."""

from babel import Locale, UnknownLocaleError
from django.db import models
from django.utils.translation import get_language


class Country(models.Model):
    """One ISO 3166-1 country. Its name in any language comes from CLDR, never from a list of ours."""

    code = models.CharField(max_length=2, primary_key=True, help_text="ISO 3166-1 alpha-2")

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "countries"

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """The CLDR territory name; English where CLDR lacks the language, the code where it lacks both."""
        for tag in (language, language.partition("-")[0], "en"):
            try:
                name = Locale.parse(tag.replace("-", "_")).territories.get(self.code)
            except (UnknownLocaleError, ValueError):
                continue
            if name:
                return str(name)
        return self.code


class Prefecture(models.Model):
    """One of the 47 prefectures, by its JIS X 0401 code."""

    code = models.CharField(max_length=2, primary_key=True, help_text="JIS X 0401, 01 to 47")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
