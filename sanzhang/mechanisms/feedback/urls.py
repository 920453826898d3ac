"""Addresses of feedback."""

from django.urls import path, re_path

from sanzhang.mechanisms.feedback.pages import agenda, alarm, desk, spots

urlpatterns = [
    path("alarm/", desk.alarms, name="alarms"),
    path("alarm/drill/", desk.drill, name="drill_alarm"),
    path("alarm/ack/<str:secret>/", alarm.answer_link, name="answer_alarm_link"),
    path("alarm/follow/<str:receipt>/", alarm.follow, name="follow_alarm"),
    path("alarm/follow/<str:receipt>/chain/", alarm.follow_chain, name="follow_alarm_chain"),
    re_path(r"^alarm/(?P<token>[0-9A-Z]{10})/$", alarm.alarm, name="alarm"),
    path("alarm/<int:alarm_id>/", desk.shown_alarm, name="alarm_shown"),
    path("alarm/<int:alarm_id>/chain/", desk.chain, name="alarm_chain"),
    path("alarm/<int:alarm_id>/acknowledge/", desk.acknowledge, name="acknowledge_alarm"),
    path("alarm/<int:alarm_id>/stand-down/", desk.stand_down, name="stand_down_alarm"),
    path("hot-spots/", spots.spots, name="spots"),
    path("hot-spots/map.json", spots.map_data, name="spots_map"),
    path("hot-spots/rules/", spots.set_rules, name="spot_rules"),
    path("hot-spots/<int:spot_id>/", spots.spot, name="spot"),
    path("hot-spots/<int:spot_id>/agenda/", agenda.put_spot, name="put_spot_on_agenda"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/print/", agenda.print_agenda, name="print_agenda"),
    path("agenda/matter/<int:matter_id>/", agenda.put_matter, name="put_matter_on_agenda"),
    path("agenda/<int:wish_id>/take-off/", agenda.take_off, name="take_off_agenda"),
]
