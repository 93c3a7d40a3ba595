from curriculum.models.editorial import SubjectCheck, subject_area_of
from curriculum.models.figure import Figure
from curriculum.models.gate import ReviewGate
from curriculum.models.glossary import GlossaryTerm, Statistic
from curriculum.models.release import (
    CourseRelease,
    ReleaseUnit,
    ReviewState,
    UnitEdition,
    UnitKind,
)
from curriculum.models.subject import (
    Competency,
    CompetencyFramework,
    Course,
    Handling,
    Level,
    SubjectArea,
    SubjectRole,
    SubjectRoleKind,
)
from curriculum.models.translation import BlockProvenance, TranslationReview

__all__ = [
    "BlockProvenance",
    "Competency",
    "CompetencyFramework",
    "Course",
    "CourseRelease",
    "Figure",
    "GlossaryTerm",
    "Handling",
    "Level",
    "ReleaseUnit",
    "ReviewGate",
    "ReviewState",
    "Statistic",
    "SubjectArea",
    "SubjectCheck",
    "SubjectRole",
    "SubjectRoleKind",
    "TranslationReview",
    "UnitEdition",
    "UnitKind",
    "subject_area_of",
]
