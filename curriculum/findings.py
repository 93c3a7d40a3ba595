"""One remark of a check before release: how grave, one sentence, where."""

import enum
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


class Severity(enum.StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    severity: Severity
    sentence: str | Promise
    page: Any = None
    language: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def error(sentence: str | Promise, page: Any = None, *, language: str = "") -> Finding:
    return Finding(Severity.ERROR, sentence, page, language)


def warning(sentence: str | Promise, page: Any = None, *, language: str = "") -> Finding:
    return Finding(Severity.WARNING, sentence, page, language)
