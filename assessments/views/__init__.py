from assessments.views.attempt import (
    attempt_question,
    attempt_result,
    attempt_review,
    attempt_settle,
    attempt_submit,
)
from assessments.views.practice import practice_check
from assessments.views.queue import answers

__all__ = [
    "answers",
    "attempt_question",
    "attempt_result",
    "attempt_review",
    "attempt_settle",
    "attempt_submit",
    "practice_check",
]
