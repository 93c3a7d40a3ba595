from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from website import views

root_urlpatterns: list[URLPattern | URLResolver] = [
    path("robots.txt", views.robots, name="robots"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("styleguide/", RedirectView.as_view(pattern_name="styleguide"), name="styleguide_root"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", views.home, name="dashboard"),
    path("report-a-problem/", views.report_problem, name="report_problem"),
    path("styleguide/", views.style_guide, name="styleguide"),
    path("offline/", views.offline_page, name="offline_page"),
]
