from django.urls import URLPattern, URLResolver, path

from courses.views import coordinator, joining, player, unit

root_urlpatterns: list[URLPattern | URLResolver] = []
urlpatterns: list[URLPattern | URLResolver] = [
    path("learn/<slug:run>/", player.learn_outline, name="learn_outline"),
    path("acknowledge/<slug:run>/", player.acknowledge_handling, name="acknowledge_handling"),
    path("enrol/<slug:run>/", joining.enrol, name="enrol"),
    path("learn/<slug:run>/<slug:unit>/", player.learn_unit, name="learn_unit"),
    path("learn/<slug:run>/<slug:unit>/done/", player.unit_done, name="unit_done"),
    path("learn/<slug:run>/<slug:unit>/start/", player.start_attempt, name="start_attempt"),
    path("join/", joining.join, name="join"),
    path("join/<str:code>/", joining.join, name="join"),
    path("coord/", coordinator.coord_home, name="coord_home"),
    path("coord/<slug:run>/", coordinator.coord_run, name="coord_run"),
    path("coord/<slug:run>/export/", coordinator.coord_export, name="coord_run_export"),
    path("coord/<slug:run>/grades/", coordinator.coord_grades, name="coord_grades"),
    path("coord/<slug:run>/act/", coordinator.coord_act, name="coord_act"),
    path("coord/<slug:run>/people/", coordinator.coord_people, name="coord_people"),
    path("coord/<slug:run>/import/", coordinator.coord_import, name="coord_import"),
    path("coord/<slug:run>/settings/", coordinator.coord_settings, name="coord_settings"),
    path("coord/<slug:run>/person/<uuid:learner>/", coordinator.coord_person, name="coord_person"),
    path("coord/<slug:run>/person/<uuid:learner>/admit/", coordinator.coord_admit, name="coord_admit"),
    path(
        "coord/<slug:run>/person/<uuid:learner>/transfer/", coordinator.coord_transfer, name="coord_transfer"
    ),
    path("coord/<slug:run>/person/<uuid:learner>/quiz/", coordinator.coord_ease, name="coord_ease"),
    path("unit/", unit.unit_home, name="unit_home"),
    path("unit/export/", unit.unit_export, name="unit_export"),
]
