"""What a phone may keep, whose it is, and what the worker is made of."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from sanzhang.duties.matters.models import Unsent
from sanzhang.web import offline
from sanzhang.web.management.commands import bundle
from tests.times import MONDAY_9AM

STORE = (bundle.LOOK / "offline_store.js").read_text()


@pytest.fixture
def zhang(cast, client):
    client.force_login(cast.zhang)
    return cast.zhang


def test_pages_of_a_leader_say_whose_they_are_and_which_may_be_kept(cast, client, zhang):
    matter = cast.chen_reports(contact_phone="13900000000")
    base = f"/matters/{matter.pk}/"

    kept = ("/desk/", "/matters/", base, f"{base}answer/", f"{base}note/", "/matters/new/")
    not_kept = (f"{base}contact/", "/me/", "/inbox/", "/matters/?print=1", "/matters/unsent/", "/offline/")

    assert all(client.get(path)["Sz-Keep"] == "1" for path in kept)
    assert all("Sz-Keep" not in client.get(path) for path in not_kept)
    assert len({client.get(path)["Sz-Who"] for path in (*kept, *not_kept)}) == 1
    assert client.get("/desk/")["Cache-Control"] == "no-store"


def test_nobody_and_offices_get_no_worker_and_no_copies(cast, client):
    for person in (None, cast.liu, cast.chen):
        client.logout()
        if person:
            client.force_login(person)
        page = client.get("/privacy/")
        assert "Sz-Who" not in page
        assert b"offline.js" not in page.content
        assert client.get("/offline/who/").json() == {"who": ""}


def test_the_sign_changes_with_the_person_and_with_the_posts(cast, client, zhang):
    before = client.get("/desk/")["Sz-Who"]
    other = Client()
    other.force_login(cast.li)

    cast.vacate("unit_leader", at=MONDAY_9AM)

    assert other.get("/desk/")["Sz-Who"].split(".")[0] != before.split(".")[0]
    assert "Sz-Who" not in client.get("/desk/")
    assert zhang.journal_key not in before


def test_the_queue_is_told_who_is_here_with_a_fresh_token(cast, client, zhang):
    said = client.get("/offline/who/").json()

    assert client.get("/desk/")["Sz-Who"].startswith(said["who"] + ".")
    assert len(said["token"]) == 64
    assert "pages" not in said


def test_what_waits_is_kept_with_its_forms_and_a_stamp_of_its_version(cast, client, zhang):
    matter = cast.chen_reports()

    pages = dict(client.get("/offline/who/?pages").json()["pages"])

    anew = [path for path, stamp in pages.items() if not stamp]
    assert anew[:3] == ["/desk/", "/matters/", "/matters/new/"]
    assert all(path.startswith("/supervision/inspections/") for path in anew[3:])
    forms = [f"/matters/{matter.pk}/{form}" for form in ("", "answer/", "pass-up/", "note/")]
    assert all(pages[path].startswith("1.") for path in forms)


def test_a_token_that_is_no_longer_good_is_no_refusal(cast, zhang):
    matter = cast.chen_reports()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(zhang)
    said = {"Idempotency-Key": "k" * 16, "Sz-Offline": "2026-11-23T01:00:00Z", "Sz-Entry": "e" * 16}
    path = f"/matters/{matter.pk}/note/"

    stale = strict.post(path, {"words": "要换灯管"}, headers=said)
    token = strict.get("/offline/who/").json()["token"]
    good = strict.post(path, {"words": "要换灯管"}, headers=said | {"X-CSRFToken": token})

    assert stale.json() == {"state": "token"}
    assert good.json()["state"] == "done"
    assert not Unsent.objects.exists()


def test_who_is_signed_out_is_told_to_wait(cast, client):
    matter = cast.chen_reports()
    said = {"Idempotency-Key": "k" * 16, "Sz-Offline": "2026-11-23T01:00:00Z", "Sz-Entry": "e" * 16}

    answer = client.post(f"/matters/{matter.pk}/note/", {"words": "要换灯管"}, headers=said)

    assert (answer.status_code, answer.json()) == (403, {"state": "nobody"})


@pytest.mark.django_db
def test_the_worker_is_served_at_the_root_with_the_look_of_this_release(client):
    answer = client.get("/sw.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert (answer["Service-Worker-Allowed"], answer["Cache-Control"]) == ("/", "no-cache")
    words = answer.content.decode()
    assert "/static/look.css" in words
    assert re.search(r'RELEASE = "[0-9a-f]{12}"', words)


@pytest.mark.django_db
def test_the_manifest_names_us_and_our_icons(client):
    said = json.loads(client.get("/app.webmanifest").content)

    assert (said["name"], said["start_url"]) == ("三长联动", "/desk/")
    assert [icon["src"] for icon in said["icons"]] == ["/static/seal.svg", "/static/icon.svg"]


@pytest.mark.django_db
def test_the_page_without_a_net_is_nobodys(client):
    page = client.get("/offline/")

    assert "Sz-Who" not in page
    assert "存在手机里的" in page.content.decode()


def test_script_and_server_name_the_same_forms():
    queued = re.search(r"QUEUED = /(.*)/;", STORE)
    assert queued
    pattern = re.compile(queued[1].replace("\\/", "/"))
    for name in offline.QUEUED_PAGES:
        path = reverse(name) if name in ("new_matter",) else reverse(name, args=[7])
        assert pattern.match(path), name
    assert pattern.match("/supervision/inspections/7/")
    assert not pattern.match(reverse("contact", args=[7]))
