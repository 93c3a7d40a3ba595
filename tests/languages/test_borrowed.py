"""Sentences borrowed from Django must stand there word for word, or our translations of them say nothing."""

import ast
from pathlib import Path

import django
import polib
import pytest

from languages import borrowed

DJANGO = Path(django.__file__).parent
THEIRS = {
    sentence
    for part in ("conf", "contrib/auth")
    for entry in polib.pofile(str(DJANGO / part / "locale/en/LC_MESSAGES/django.po"))
    for sentence in (entry.msgid, entry.msgid_plural)
}
OURS = [
    argument.value
    for call in ast.walk(ast.parse(Path(borrowed.__file__).read_text(encoding="utf-8")))
    if isinstance(call, ast.Call)
    for argument in call.args
    if isinstance(argument, ast.Constant) and " " in str(argument.value)
]


@pytest.mark.parametrize("sentence", OURS)
def test_borrowed_sentence_is_one_of_djangos(sentence):
    assert sentence in THEIRS


def test_there_is_something_to_borrow():
    assert len(OURS) > len(borrowed.SENTENCES)
