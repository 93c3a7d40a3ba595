from people.models.agency import Agency, AgencyKind, Appointment, AppointmentRole, Membership, MembershipRole
from people.models.place import Country, Prefecture
from people.models.user import NameOrder, User

__all__ = [
    "Agency",
    "AgencyKind",
    "Appointment",
    "AppointmentRole",
    "Country",
    "Membership",
    "MembershipRole",
    "NameOrder",
    "Prefecture",
    "User",
]
