"""All addresses: each room's `urls` under its prefix."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from sanzhang.web import exports, health, home, offline_pages, year_pages
from sanzhang.web.desk import desk, on_posts, on_work

ROOM_PREFIXES = {
    "sanzhang.foundation.people": "",
    "sanzhang.foundation.journal": "",
    "sanzhang.foundation.jobs": "jobs/",
    "sanzhang.foundation.channels": "",
    "sanzhang.foundation.calendar": "calendar/",
    "sanzhang.foundation.ballots": "vote/",
    "sanzhang.foundation.exchange": "exchange/",
    "sanzhang.foundation.figures": "figures/",
    "sanzhang.organisation.territory": "territory/",
    "sanzhang.organisation.posts": "posts/",
    "sanzhang.organisation.selection": "selection/",
    "sanzhang.organisation.division": "division/",
    "sanzhang.duties.residents": "residents/",
    "sanzhang.duties.catalogue": "kinds/",
    "sanzhang.duties.matters": "",
    "sanzhang.duties.notices": "notices/",
    "sanzhang.duties.mediation": "mediation/",
    "sanzhang.duties.supervision": "",
    "sanzhang.mechanisms.feedback": "",
    "sanzhang.mechanisms.plaques": "",
    "sanzhang.mechanisms.rotation": "rotation/",
}
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("", home.home, name="home"),
    path("demo/", home.demo, name="demo"),
    path("desk/", desk, name="desk"),
    path("desk/posts/", on_posts, name="desk_posts"),
    path("desk/work/", on_work, name="desk_work"),
    *offline_pages.urlpatterns,
    path("journal/export/", exports.journal, name="export_journal"),
    path("me/looks/export/", exports.looks, name="export_looks"),
    path("people/logins/export/", exports.logins, name="export_logins"),
    path("calendar/<int:year>/export/", exports.days, name="export_days"),
    path("jobs/export/", exports.failed, name="export_failed"),
    path("year/", year_pages.year, name="year"),
    path("year/export/", year_pages.export, name="export_year"),
    path("year/calendar.ics", year_pages.calendar, name="year_calendar"),
    path("year/follow/<str:key>.ics", year_pages.follow, name="follow_year"),
    *(
        path(prefix, include(f"{room}.urls"))
        for room, prefix in ROOM_PREFIXES.items()
        if find_spec(f"{room}.urls")
    ),
]
urlpatterns.append(path("open311/", include("sanzhang.duties.matters.api.open311.urls")))
if find_spec("sanzhang.web.pages"):
    pages = import_module("sanzhang.web.pages")
    urlpatterns += pages.urlpatterns if hasattr(pages, "urlpatterns") else []
if find_spec("sanzhang.web.api"):
    urlpatterns.append(path("api/", import_module("sanzhang.web.api").api.urls))

handler400 = "sanzhang.web.errors.bad_request"
handler403 = "sanzhang.web.errors.refused"
handler404 = "sanzhang.web.errors.not_found"
handler500 = "sanzhang.web.errors.failed"
