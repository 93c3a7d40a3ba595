from django.urls import URLPattern, URLResolver, path

from assessments import views

root_urlpatterns: list[URLPattern | URLResolver] = [
    path("answers/<uuid:uuid>/", views.answers, name="answers"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("attempt/<uuid:uuid>/<int:number>/", views.attempt_question, name="attempt_question"),
    path("attempt/<uuid:uuid>/review/", views.attempt_review, name="attempt_review"),
    path("attempt/<uuid:uuid>/submit/", views.attempt_submit, name="attempt_submit"),
    path("attempt/<uuid:uuid>/settle/", views.attempt_settle, name="attempt_settle"),
    path("attempt/<uuid:uuid>/result/", views.attempt_result, name="attempt_result"),
    path("practice/", views.practice_check, name="practice_check"),
]
