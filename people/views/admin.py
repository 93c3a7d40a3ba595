"""People and agencies in the CMS. Nothing here deletes: memberships end, accounts are erased by rule."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.users.views.bulk_actions import (
    AssignRoleBulkAction,
    DeleteBulkAction,
    SetActiveStateBulkAction,
)
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet

from languages.registry import COLUMN_LANGUAGES, NAMES
from people import audit
from people.admin_forms import (
    AppointmentEndForm,
    AppointmentForm,
    InvitationForm,
    InvitationWithdrawForm,
    MembershipEndForm,
    MembershipForm,
    PersonCreationForm,
    PersonEditForm,
)
from people.models import (
    Agency,
    Appointment,
    AuditEntry,
    DataRequest,
    Invitation,
    Membership,
    RetentionRule,
    User,
)


class NeverDelete(ModelPermissionPolicy):
    """Django's permissions by group, without deletion for anybody."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


class ReadOnly(ModelPermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


# --- People ---------------------------------------------------------------------------------------


class PersonIndexView(IndexView):
    """Found by any of the names a person has; sorted by code, which everybody has."""

    search_fields = [
        "code",
        "email",
        "native_name",
        "primary_identifier",
        "secondary_identifier",
        "kana_name",
    ]

    @property
    def columns(self) -> list[Column]:
        columns = [column for column in super().columns if column.name not in {"email", "bulk_actions"}]
        columns.insert(1, Column("code", label=_("Person code"), sort_key="code"))
        columns.insert(2, Column("email", label=_("E-mail address"), sort_key="email"))
        return columns

    def get_delete_url(self, instance: User) -> None:
        return None


class PersonCreateView(CreateView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "for_user": self.request.user}


class PersonEditView(EditView):
    """An account with full power is changed only by another: its address opens the way to its password."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "for_user": self.request.user}

    def get_delete_url(self) -> None:
        return None

    def save_instance(self) -> User:
        person: User = super().save_instance()
        changed = sorted(set(self.form.changed_data) - {"password1", "password2"})
        audit.record(cast(User, self.request.user), "user.changed", "user", person.pk, fields=changed)
        return person


class PersonDeleteView(DeleteView):
    """An account is closed here, or erased by rule; what it did stays on record."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise Http404


class PersonViewSet(UserViewSet):
    index_view_class = PersonIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    delete_view_class = PersonDeleteView
    copy_view_enabled = False
    ordering = "code"
    menu_label = _("People")
    create_template_name = "people/admin/person_create.html"
    edit_template_name = "people/admin/person_edit.html"

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm


class OwnAccountView(AccountView):
    """Names, address and password are changed on the person's own pages, not here."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [panel for panel in super().get_panels() if not isinstance(panel, NameEmailSettingsPanel)]


class JoinedIndexView(generic.IndexView):
    """Fetches what its columns name in the same query."""

    def get_base_queryset(self) -> QuerySet[Any]:
        names = {column if isinstance(column, str) else column.name for column in self.list_display}
        keys = [
            key.name
            for key in self.model._meta.get_fields()
            if isinstance(key, ForeignKey) and key.name in names
        ]
        return super().get_base_queryset().select_related(*keys)


# --- Agencies and who belongs to them -------------------------------------------------------------


def _name_panels() -> list[FieldPanel]:
    return [
        FieldPanel(build_localized_fieldname("name", code), heading=NAMES[code]) for code in COLUMN_LANGUAGES
    ]


class AgencyViewSet(ModelViewSet):
    model = Agency
    index_view_class = JoinedIndexView
    icon = "site"
    menu_label = _("Agencies")
    add_to_reference_index = False
    list_display = [TitleColumn("name", label=_("Name"), url_name="agencies:edit"), "code", "kind", "country"]
    list_filter = ["kind", "country", "is_eligible"]
    search_fields = ["code", "name_en", "name_ja"]
    ordering = ["code"]
    list_export = ["code", "name_en", "name_ja", "kind", "country_id", "prefecture_id"]
    panels = [
        FieldPanel("code"),
        FieldPanel("kind"),
        FieldPanel("parent"),
        FieldPanel("country"),
        FieldPanel("prefecture"),
        FieldPanel("is_eligible"),
        MultiFieldPanel(_name_panels(), heading=_("Name in each language")),
    ]


class _TwoFormsViewSet(ModelViewSet):
    """One form to make, another for what may change later."""

    index_view_class = JoinedIndexView
    make_form: type[ModelForm]
    change_form: type[ModelForm]
    add_to_reference_index = False
    exclude_form_fields: list[str] = []

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        return self.change_form if for_update else self.make_form


class MembershipViewSet(_TwoFormsViewSet):
    model = Membership
    icon = "group"
    menu_label = _("Memberships")
    make_form, change_form = MembershipForm, MembershipEndForm
    list_display = ["person", "agency", "role", "post", DateColumn("from_on"), DateColumn("to_on")]
    list_filter = ["role", "agency"]
    search_fields = ["person__native_name", "person__code", "agency__code"]
    list_export = ["person_id", "agency_id", "role", "from_on", "to_on"]


class AppointmentViewSet(_TwoFormsViewSet):
    model = Appointment
    icon = "key"
    menu_label = _("Appointments")
    make_form, change_form = AppointmentForm, AppointmentEndForm
    list_display = ["person", "role", DateColumn("from_on"), DateColumn("to_on")]
    list_filter = ["role"]
    search_fields = ["person__native_name", "person__code"]


class InvitationViewSet(_TwoFormsViewSet):
    model = Invitation
    icon = "mail"
    menu_label = _("Invitations")
    make_form, change_form = InvitationForm, InvitationWithdrawForm
    list_display = [
        "person",
        "kind",
        Column("state", label=_("State")),
        DateColumn("issued_at"),
        DateColumn("expires_at"),
    ]
    list_filter = ["kind"]
    search_fields = ["person__native_name", "person__code"]


class DataRequestViewSet(ModelViewSet):
    """The list; a request is answered on the page it leads to, where the rules are."""

    model = DataRequest
    index_view_class = JoinedIndexView
    icon = "help"
    menu_label = _("Data requests")
    add_to_reference_index = False
    list_display = ["kind", "person", "state", DateColumn("asked_at"), DateColumn("handled_at")]
    list_filter = ["state", "kind"]
    inspect_view_enabled = True
    inspect_view_fields = ["kind", "person", "text", "state", "answer", "asked_at", "handled_at"]
    form_fields = ["text"]


class RetentionRuleViewSet(ModelViewSet):
    model = RetentionRule
    icon = "history"
    menu_label = _("Retention")
    add_to_reference_index = False
    list_display = ["kind", "months", "legal_note", DateColumn("enforced_at"), "disposed_count"]
    form_fields = ["months", "legal_note"]


class AuditViewSet(ModelViewSet):
    model = AuditEntry
    icon = "list-ul"
    menu_label = _("Record of acts")
    add_to_reference_index = False
    list_display = [DateColumn("at"), "action", "actor_id", "object_type", "object_id", "sequence"]
    list_filter = ["action", "object_type"]
    list_export = ["at", "action", "actor_id", "object_type", "object_id", "data", "sequence", "digest"]
    ordering = ["-id"]
    inspect_view_enabled = True
    form_fields = ["action"]


class PeopleGroup(ModelViewSetGroup):
    menu_label = _("People")
    menu_icon = "group"
    menu_order = 300
    items = (
        AgencyViewSet("agencies", url_prefix="agencies"),
        MembershipViewSet("memberships", url_prefix="memberships"),
        AppointmentViewSet("appointments", url_prefix="appointments"),
        InvitationViewSet("invitations", url_prefix="invitations"),
        DataRequestViewSet("data_requests_list", url_prefix="data-requests"),
        RetentionRuleViewSet("retention", url_prefix="retention"),
        AuditViewSet("audit", url_prefix="audit"),
    )


def register_policies() -> None:
    kept: tuple[type[Model], ...] = (Agency, Membership, Appointment, Invitation, RetentionRule)
    read: tuple[type[Model], ...] = (DataRequest, AuditEntry)
    for model in kept:
        register_permission_policy(model, NeverDelete(model))
    for model in read:
        register_permission_policy(model, ReadOnly(model))


def withdraw_bulk_actions() -> None:
    """Wagtail's acts on many accounts at once ask neither who has full power nor leave anything on record:
    with them an administrator could join any group, or close the account of somebody above."""
    for action in (AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction):
        action.models = []
