"""An emptied rich text editor counts as empty, so that the source language shows instead of a blank."""

import pytest

from languages.fields import TranslatableRichTextField, is_blank


@pytest.mark.parametrize(
    "html", ["", "<p></p>", '<p data-block-key="x"> </p>', "<p>&nbsp;</p><ul><li></li></ul>"]
)
def test_markup_without_words_is_blank(html: str) -> None:
    assert is_blank(html)
    assert TranslatableRichTextField().get_prep_value(html) == ""


@pytest.mark.parametrize(
    "html", ["<p>x</p>", '<embed embedtype="image" id="1"/>', "<p><a href='#'></a></p>", "<hr/>"]
)
def test_words_pictures_links_and_rules_are_kept(html: str) -> None:
    assert not is_blank(html)
    assert TranslatableRichTextField().to_python(html) == html
