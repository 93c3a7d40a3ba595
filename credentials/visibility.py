"""Whether the check page shows a holder's full name. Only the holder decides."""

from django.db import transaction

from credentials.models import Credential
from people import audit
from people.models import User


@transaction.atomic
def show_name(credential: Credential, *, actor: User, is_public: bool) -> Credential:
    locked = Credential.objects.select_for_update().get(pk=credential.pk, recipient=actor)
    if locked.is_name_public != is_public:
        locked.is_name_public = is_public
        locked.save(update_fields=["is_name_public"])
        audit.record(actor, "credential.name_shown", "credential", locked.uuid, is_public=is_public)
    return locked
