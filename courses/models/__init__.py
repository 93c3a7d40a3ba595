from courses.models.enrolment import (
    Completion,
    ContactNote,
    Enrolment,
    EnrolmentEvent,
    EnrolmentState,
    LessonProgress,
    Result,
)
from courses.models.run import (
    Assignment,
    CourseRun,
    EnrolmentMode,
    LineItem,
    RunStaff,
    RunStaffRole,
    RunState,
)

__all__ = [
    "Assignment",
    "Completion",
    "ContactNote",
    "CourseRun",
    "Enrolment",
    "EnrolmentEvent",
    "EnrolmentMode",
    "EnrolmentState",
    "LessonProgress",
    "LineItem",
    "Result",
    "RunStaff",
    "RunStaffRole",
    "RunState",
]
