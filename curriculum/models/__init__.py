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

__all__ = [
    "Competency",
    "CompetencyFramework",
    "Course",
    "CourseRelease",
    "GlossaryTerm",
    "Handling",
    "Level",
    "ReleaseUnit",
    "ReviewState",
    "Statistic",
    "SubjectArea",
    "SubjectRole",
    "SubjectRoleKind",
    "UnitEdition",
    "UnitKind",
]
