from django.urls import URLPattern, URLResolver, path

from jobs import views

root_urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", views.live, name="health_live"),
    path("health/ready", views.ready, name="health_ready"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("jobs/", views.job_list, name="job_list"),
    path("jobs/<uuid:job>/", views.job_detail, name="job_detail"),
    path("jobs/<uuid:job>/cancel/", views.job_cancel, name="job_cancel"),
    path("jobs/<uuid:job>/continue/", views.job_continue, name="job_continue"),
    path("jobs/<uuid:job>/failures.csv", views.job_failures, name="job_failures"),
]
