from assessments.models.assessment import (
    Assessment,
    AssessmentVersion,
    Delivery,
    DeliveryMarker,
    Extension,
    OutagePolicy,
    Section,
    SectionItem,
)
from assessments.models.attempt import (
    Attempt,
    AttemptItem,
    AttemptState,
    ItemResponse,
    ResponseStatus,
    Score,
    ScoreKind,
)
from assessments.models.item import Item, ItemPart, ItemText, ItemVersion, KeyRevision

__all__ = [
    "Assessment",
    "AssessmentVersion",
    "Attempt",
    "AttemptItem",
    "AttemptState",
    "Delivery",
    "DeliveryMarker",
    "Extension",
    "Item",
    "ItemPart",
    "ItemResponse",
    "ItemText",
    "ItemVersion",
    "KeyRevision",
    "OutagePolicy",
    "ResponseStatus",
    "Score",
    "ScoreKind",
    "Section",
    "SectionItem",
]
