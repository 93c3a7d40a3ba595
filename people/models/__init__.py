from people.models.agency import Agency, AgencyKind, Appointment, AppointmentRole, Membership, MembershipRole
from people.models.audit import AuditEntry, AuditSegment
from people.models.entry import Invitation, PassKind, RecoveryContact, RecoveryRequest
from people.models.notification import (
    Delivery,
    Notification,
    NotificationKind,
    NotificationPreference,
    OutgoingMail,
)
from people.models.place import Country, Prefecture
from people.models.privacy import DataRequest, RequestKind, RequestState, RetentionRule
from people.models.user import NameOrder, User

__all__ = [
    "Agency",
    "AgencyKind",
    "Appointment",
    "AppointmentRole",
    "AuditEntry",
    "AuditSegment",
    "Country",
    "DataRequest",
    "Delivery",
    "Invitation",
    "Membership",
    "MembershipRole",
    "NameOrder",
    "Notification",
    "NotificationKind",
    "NotificationPreference",
    "OutgoingMail",
    "PassKind",
    "Prefecture",
    "RecoveryContact",
    "RecoveryRequest",
    "RequestKind",
    "RequestState",
    "RetentionRule",
    "User",
]
