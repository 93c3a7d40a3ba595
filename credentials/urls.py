from django.urls import URLPattern, URLResolver, path, re_path

from credentials import views

root_urlpatterns: list[URLPattern | URLResolver] = [
    # In print for ever, in capitals inside the QR code.
    re_path(r"^[vV]/(?P<number>[^/]+)/?$", views.verify_short, name="verify_short"),
    path(".well-known/did.json", views.did_document, name="did_document"),
    path("keys/root.pem", views.seal_root, name="seal_root"),
    path("achievements/<slug:code>", views.achievement_document, name="achievement_document"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/certificates/", views.me_certificates, name="me_certificates"),
    path("me/certificates/<uuid:uuid>/", views.certificate, name="certificate"),
    path("me/certificates/<uuid:uuid>/pdf/", views.certificate_pdf, name="certificate_pdf"),
    path("verify/", views.verify_form, name="verify_form"),
    path("verify/file/", views.verify_upload, name="verify_upload"),
    path("verify/<str:number>/", views.verify, name="verify"),
]
