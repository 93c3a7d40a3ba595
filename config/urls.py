"""Addresses: the parts without a language first, then everything below /{lang}/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from assessments import urls as assessments_urls
from courses import urls as courses_urls
from credentials import urls as credentials_urls
from curriculum import urls as curriculum_urls
from jobs import urls as jobs_urls
from people import urls as people_urls
from website import urls as website_urls

handler400 = "website.views.bad_request"
handler403 = "website.views.forbidden"
handler404 = "website.views.not_found"
handler500 = "website.views.server_error"

urlpatterns = [
    *jobs_urls.root_urlpatterns,
    *people_urls.root_urlpatterns,
    *curriculum_urls.root_urlpatterns,
    *assessments_urls.root_urlpatterns,
    *credentials_urls.root_urlpatterns,
    *courses_urls.root_urlpatterns,
    *website_urls.root_urlpatterns,
    path("admin/", include(wagtailadmin_urls)),
    path("files/", include(wagtaildocs_urls)),
]
if settings.IS_DEMONSTRATION:
    # Elsewhere the proxy in front serves uploads (docs/operate.md).
    urlpatterns.append(re_path(r"^media/(?P<path>.+)$", serve, {"document_root": settings.MEDIA_ROOT}))

urlpatterns += i18n_patterns(
    *jobs_urls.urlpatterns,
    *people_urls.urlpatterns,
    *curriculum_urls.urlpatterns,
    *assessments_urls.urlpatterns,
    *credentials_urls.urlpatterns,
    *courses_urls.urlpatterns,
    *website_urls.urlpatterns,
    path("", include(wagtail_urls)),
)
