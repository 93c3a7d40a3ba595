"""Addresses of accounts and of a person's own pages."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail.admin.auth import require_admin_access

from people.views import entry, mine, staff
from people.views.admin import OwnAccountView

root_urlpatterns: list[URLPattern | URLResolver] = [
    # The CMS has doors of its own, without a second factor. They lead to ours.
    path("admin/login/", entry.admin_sign_in),
    path("admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("admin/password_reset/<path:rest>", RedirectView.as_view(url="/admin/password_reset/")),
    path("admin/account/", require_admin_access(OwnAccountView.as_view())),
    # Return addresses of identity providers are registered there and carry no language.
    path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.account.urls")),
    path("accounts/second-factor/", include("allauth.mfa.urls")),
    path("accounts/agency/", include("allauth.socialaccount.urls")),
    path("accounts/sign-ins/", include("allauth.usersessions.urls")),
    # Wagtail's door for pages kept from the public: a password alone, and no limit to trying.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("enter/", entry.entry, name="entry"),
    path("enter/password/", entry.entry_password, name="entry_password"),
    path("enter/<str:code>/", entry.entry_with_code, name="entry_with_code"),
    path("stop-mail/<str:token>/", entry.stop_mail, name="stop_mail"),
    path("me/settings/", mine.me_settings, name="me_settings"),
    path("me/settings/contact/", mine.me_contact, name="me_contact"),
    path("me/notices/", mine.me_notices, name="me_notices"),
    path("me/notices/<uuid:uuid>/", mine.me_notice, name="me_notice"),
    path("me/data/", mine.me_data, name="me_data"),
    path("me/data/file/", mine.me_data_file, name="me_data_file"),
    path("people/slips/", staff.slips, name="slips"),
    path("people/recovery/", staff.recoveries, name="recoveries"),
    path("people/recovery/<uuid:uuid>/vouch/", staff.recovery_vouch, name="recovery_vouch"),
    path("people/recovery/<uuid:uuid>/confirm/", staff.recovery_confirm, name="recovery_confirm"),
    path("people/requests/", staff.data_requests, name="data_requests"),
    path("people/requests/<uuid:uuid>/", staff.data_request, name="data_request"),
    path("mailbox/", staff.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", staff.mailbox_mail, name="mailbox_mail"),
    path("mailbox/<int:pk>/html/", staff.mailbox_html, name="mailbox_html"),
]
