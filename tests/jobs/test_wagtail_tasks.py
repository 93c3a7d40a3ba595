"""Tasks of Wagtail and wagtail-localize on our workers."""

import json
import logging

import pytest
from wagtail.models import Locale, Page

from jobs.logs import JsonFormatter
from jobs.wagtail_tasks import LocalizeBackend, _packed, _unpacked, each_once

pytestmark = pytest.mark.django_db

seen: list[object] = []


def note(value: object, *, many: object = None) -> None:
    seen.append((value, many))


def test_localize_work_gets_its_rows_back_from_their_ids(django_capture_on_commit_callbacks) -> None:
    seen.clear()
    locale = Locale.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        LocalizeBackend({}).enqueue(note, [locale], {"many": [locale, 3], "page_index": object()})
        assert seen == []
    assert seen == [(locale, [locale, 3])]


def test_what_is_sent_is_plain_json() -> None:
    page = Page.objects.first()
    sent = json.loads(json.dumps(_packed({"a": 1})))
    assert sent == {"a": 1}
    assert _unpacked(json.loads(json.dumps(_packed(page)))) == page


def test_a_page_saved_often_is_indexed_once_while_a_site_is_loaded(
    django_capture_on_commit_callbacks, caplog
) -> None:
    page = Page.objects.filter(depth=2).first()
    with each_once(), django_capture_on_commit_callbacks(execute=True):
        for number in range(3):
            page.title = f"交番 {number}"
            page.save()
    assert list(Page.objects.search("交番")) == [page]


def test_logs_are_lines_of_json_with_ids() -> None:
    record = logging.LogRecord("jobs", logging.WARNING, "", 0, "job %s", ("failed",), None)
    record.job = "a1"
    record.request = "holds a name"
    line = json.loads(JsonFormatter().format(record))
    assert {key: line[key] for key in ("level", "message", "job")} == {
        "level": "warning", "message": "job failed", "job": "a1",
    }  # fmt: skip
    assert "request" not in line
