"""The pages of rotation: who sees what, and each step by its buttons (§12)."""

from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook

from sanzhang.foundation.people import actions as people
from sanzhang.mechanisms.rotation import actions, rules
from sanzhang.mechanisms.rotation.models import Member, Rota, Swap, Turn
from sanzhang.mechanisms.rotation.tests.conftest import JANUARY
from tests.times import MONDAY_9AM

FEBRUARY = date(2027, 2, 1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Let the pages' time be Monday morning."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY_9AM)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def send(client, url, **fields):
    from sanzhang.foundation.records.ids import new_code

    return client.post(url, {"idempotency_key": new_code(20), **fields})


def test_the_worker_begins_after_seeing_what_becomes_of_the_leader(cast):
    client, url = signed_in(cast.liu), f"/rotation/new/{cast.unit_post.pk}/"
    fields = {
        "chosen_how": "meeting",
        "chosen_on": "2026-11-20",
        "order": "agreement",
        "starts_on": "2027-01-01",
        "months_ahead": "6",
        "words": "<script>alert(1)</script>",
    }

    shown = client.get(url, fields).content.decode()
    assert "张桂兰" in shown
    assert "2027年1月1日" in shown
    assert "<script>alert" not in shown
    assert not Rota.objects.exists()
    answer = send(client, url, **fields)

    assert answer.status_code == 302
    assert Rota.objects.get().months_ahead == 6
    page = client.get(answer["Location"]).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_worker_chooses_among_units_that_take_no_turns(unit):
    page = signed_in(unit.cast.liu).get("/rotation/new/?q=12栋").content.decode()

    assert "12栋2单元" in page
    assert "12栋1单元" not in page
    assert signed_in(unit.cast.wang).get("/rotation/new/").status_code == 403


def test_a_wrong_form_keeps_what_was_typed(cast):
    answer = signed_in(cast.liu).get(
        f"/rotation/new/{cast.unit_post.pk}/", {"order": "lot", "words": "商量过"}
    )

    assert answer.status_code == 422
    assert "商量过" in answer.content.decode()


def test_who_may_open_which_page(unit):
    members = unit.begin("102", "201")
    cast = unit.cast
    rota, turn, member = unit.rota.pk, unit.turn(JANUARY).pk, members["102"].pk
    for person, expected in ((cast.liu, 200), (cast.sun, 200), (cast.li, 200), (cast.stranger, 403)):
        assert signed_in(person).get(f"/rotation/{rota}/").status_code == expected
        assert signed_in(person).get("/rotation/").status_code == expected
    for path in (f"turns/{turn}/skip/", f"turns/{turn}/swap/", f"members/{member}/leave/"):
        assert signed_in(unit.people["102"]).get(f"/rotation/{path}").status_code == 200, path
        assert signed_in(cast.liu).get(f"/rotation/{path}").status_code == 200, path
        assert signed_in(unit.people["201"]).get(f"/rotation/{path}").status_code == 404, path
        assert signed_in(cast.stranger).get(f"/rotation/{path}").status_code == 404, path
    assert signed_in(cast.sun).get(f"/rotation/{rota}/end/").status_code == 403
    assert Client().get("/rotation/mine/").status_code == 302


def test_a_resident_joins_on_the_own_phone_and_the_worker_finds_able(unit):
    cast, token = unit.cast, unit.cast.unit.token
    public = Client().get(f"/rotation/unit/{token}/").content.decode()
    assert "我家也报名" in public
    chen = signed_in(cast.chen)

    refused = send(chen, f"/rotation/unit/{token}/join/", home=str(cast.home.pk))
    assert refused.status_code == 422
    answer = send(chen, f"/rotation/unit/{token}/join/", home=str(cast.home.pk), agrees="on")

    assert answer["Location"] == "/rotation/mine/"
    assert "等社区确认" in chen.get("/rotation/mine/").content.decode()
    member = Member.objects.get()
    assert send(signed_in(cast.liu), f"/rotation/members/{member.pk}/able/").status_code == 302
    assert Member.objects.get().able_by == cast.liu


def test_a_stranger_is_told_how_to_join(unit):
    answer = signed_in(unit.cast.stranger).get(f"/rotation/unit/{unit.cast.unit.token}/join/")

    assert "没有登记住在这个单元" in answer.content.decode()


def test_the_worker_enters_and_orders(unit):
    cast, client = unit.cast, signed_in(unit.cast.liu)
    page = client.get(f"/rotation/{unit.rota.pk}/enter/").content.decode()
    assert "陈晨" not in page
    send(client, f"/rotation/{unit.rota.pk}/enter/", home=str(cast.home.pk), agrees="on")
    member = Member.objects.get()
    send(client, f"/rotation/members/{member.pk}/able/")
    other = unit.join("102")

    wrong = send(
        client,
        f"/rotation/{unit.rota.pk}/order/",
        **{f"place{member.pk}": "1", f"place{other.pk}": "1"},
    )
    assert wrong.status_code == 422
    assert "每个数写一次" in wrong.content.decode()
    send(client, f"/rotation/{unit.rota.pk}/order/", **{f"place{member.pk}": "2", f"place{other.pk}": "1"})

    assert unit.doors()[:2] == ["102", "302"]


def test_a_swap_is_asked_and_agreed_by_phone(unit):
    unit.begin("102", "201")
    asker, asked = signed_in(unit.people["102"]), signed_in(unit.people["201"])

    send(
        asker,
        f"/rotation/turns/{unit.turn(JANUARY).pk}/swap/",
        theirs=str(unit.turn(FEBRUARY).pk),
        words="<b>出差</b>",
    )
    page = asked.get("/rotation/mine/").content.decode()
    assert "&lt;b&gt;出差" in page
    assert send(asker, f"/rotation/swaps/{Swap.objects.get().pk}/answer/", agreed="yes").status_code == 403
    send(asked, f"/rotation/swaps/{Swap.objects.get().pk}/answer/", agreed="yes")

    assert unit.doors()[:2] == ["201", "102"]


def test_a_skip_shows_who_moves_up(unit):
    unit.begin("102", "201", "202")
    client = signed_in(unit.people["102"])

    page = client.get(f"/rotation/turns/{unit.turn(JANUARY).pk}/skip/").content.decode()
    assert "201室" in page
    send(client, f"/rotation/turns/{unit.turn(JANUARY).pk}/skip/", words="出差", instead="vacant")

    assert unit.doors()[:2] == ["-", "201"]
    answer = send(
        signed_in(unit.people["202"]),
        f"/rotation/turns/{unit.turn(JANUARY).pk}/take/",
        member=str(Member.objects.get(household__number="202").pk),
    )
    assert answer.status_code == 302
    assert unit.doors()[:2] == ["202", "201"]


def test_one_takes_only_for_the_own_household(unit):
    members = unit.begin("102", "201")
    actions.skip(unit.turn(JANUARY), move_up=False, by=unit.people["102"], at=MONDAY_9AM)

    answer = send(
        signed_in(unit.people["102"]),
        f"/rotation/turns/{unit.turn(JANUARY).pk}/take/",
        member=str(members["201"].pk),
    )

    assert answer.status_code == 422


def test_the_end_needs_words(unit):
    unit.begin("102")
    client = signed_in(unit.cast.liu)

    assert send(client, f"/rotation/{unit.rota.pk}/end/").status_code == 422
    assert send(client, f"/rotation/{unit.rota.pk}/end/", words="改为推选").status_code == 302
    assert Rota.objects.get().ended_at


def test_the_public_page_names_only_who_agreed(unit):
    unit.begin("102", "201")
    people.consent(unit.people["102"], purpose="plaque.name", by=unit.people["102"], at=MONDAY_9AM)

    page = Client().get(f"/rotation/unit/{unit.cast.unit.token}/").content.decode()

    assert "赵邻居" in page
    assert "钱邻居" not in page
    assert "一户居民" in page


def test_lists_leave_on_paper_in_a_workbook_and_as_a_calendar(unit, tmp_path):
    unit.begin("102", "201")
    worker = signed_in(unit.cast.liu)

    assert worker.get(f"/rotation/{unit.rota.pk}/print/").content.startswith(b"%PDF")
    for url in (f"/rotation/{unit.rota.pk}/export/", "/rotation/export/"):
        file = tmp_path / "x.xlsx"
        file.write_bytes(b"".join(worker.get(url)))
        assert load_workbook(file).active.max_row > 1
    ics = signed_in(unit.people["102"]).get("/rotation/mine/calendar/").content.decode()
    assert ics.count("BEGIN:VEVENT") == 3
    assert "DTSTART;VALUE=DATE:20270101" in ics


def test_the_list_is_filtered_and_asks_no_query_a_row(unit, django_assert_max_num_queries):
    unit.begin("102")
    client = signed_in(unit.cast.liu)

    with django_assert_max_num_queries(40):
        page = client.get("/rotation/?state=running&q=12栋").content.decode()

    assert "12栋" in page
    assert "没有符合的单元" in client.get("/rotation/?state=ended").content.decode()


def test_a_lot_is_drawn_by_a_button_and_told_how(cast):
    from sanzhang.mechanisms.rotation.tests.conftest import Unit

    unit = Unit(cast, order=rules.LOT)
    unit.join("102")
    unit.join("201")

    send(signed_in(cast.liu), f"/rotation/{unit.rota.pk}/draw/")

    page = signed_in(cast.liu).get(f"/rotation/{unit.rota.pk}/").content.decode()
    assert Rota.objects.get().seed in page
    assert Turn.objects.count() == 6
