from django.urls import URLPattern, URLResolver, path

from curriculum import views

root_urlpatterns: list[URLPattern | URLResolver] = []
# Before Wagtail's catch-all: catalogue and course pages exist in every language, translated or not.
urlpatterns: list[URLPattern | URLResolver] = [
    path("courses/", views.catalogue, name="catalogue"),
    path("courses/<slug:slug>/", views.course_page, name="course_page"),
    path("glossary/", views.glossary, name="glossary"),
]
