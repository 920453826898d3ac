"""What phones without a net hand in later: any order, thrice, from two devices; nothing lost, nothing twice (§10.2)."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanzhang.duties.catalogue.models import Kind, KindQuestion
from sanzhang.duties.matters import actions, rules
from sanzhang.duties.matters.actions import offline
from sanzhang.duties.matters.models import Matter, MatterPhoto, MatterStep, Unsent, UnsentPhoto
from sanzhang.duties.matters.queries.unsent import unsent_of, unsent_to_do
from sanzhang.duties.matters.tests.conftest import picture
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.permission import SYSTEM, Bearer, NotAllowed
from tests.times import MONDAY_9AM, MONDAY_10AM

pytestmark = pytest.mark.django_db
ACCEPT, ANSWER, PASS_UP, NOTE = "accept", "answer", "pass-up", "note"
NEW = "/matters/new/"


@dataclass
class Entry:
    """A form that a phone keeps."""

    path: str
    fields: dict
    photo: bool = False
    id: str = field(default_factory=lambda: uuid4().hex)
    key: str = field(default_factory=lambda: uuid4().hex)


def step(matter, verb, words="", *, version=1, photo=False):
    given = {"version": version, "words": words} if words else {"version": version}
    if verb == ANSWER:
        given["ending"] = "solved"
    return Entry(f"/matters/{matter.pk}/{verb}/", given, photo)


def new(place, words):
    given = {"origin": "phone", "place": place.pk, "words": words, "kind": "ordinary", "topic": "facility"}
    return Entry(NEW, given)


@pytest.fixture
def hand_in(client, cast, at_ten):
    """Hand in an entry as the script of a phone does and return what the server says."""
    client.force_login(cast.zhang)

    def send(entry, *, again=False, **headers):
        given = {**entry.fields, **({"photos": [picture()]} if entry.photo else {})}
        said = {
            "Idempotency-Key": entry.key,
            "Sz-Offline": "2026-11-23T01:20:00.000Z",
            "Sz-Entry": entry.id,
            "Sz-Title": "%E7%AD%94%E5%A4%8D",
            **({"Sz-Again": "1"} if again else {}),
        }
        return client.post(entry.path, given, headers=said | headers)

    return send


def steps_of(matter):
    return list(MatterStep.objects.filter(matter=matter).order_by("seq").values_list("step", "words"))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_accept_note_and_answer_of_one_page_end_well_in_any_order(cast, hand_in, order):
    matter = cast.chen_reports()
    written = [
        step(matter, ACCEPT),
        step(matter, NOTE, "要换灯管"),
        step(matter, ANSWER, "换好了", photo=True),
    ]

    answers = [hand_in(written[place]) for place in order * 3]

    assert {answer.status_code for answer in answers} == {200}
    said = steps_of(matter)
    assert (rules.NOTE, "要换灯管") in said
    assert (rules.ANSWER, "换好了") in said
    assert len(said) == len(set(said))
    assert Matter.objects.get(pk=matter.pk).state == rules.ANSWERED
    assert MatterPhoto.objects.filter(matter=matter).count() == 1
    assert not Unsent.objects.exists()


def test_a_note_written_before_one_passed_it_up_is_added_after_it(cast, hand_in):
    matter = cast.chen_reports()

    hand_in(step(matter, PASS_UP, "要换线路"))
    said = hand_in(step(matter, NOTE, "四楼也坏了")).json()

    assert said["state"] == "done"
    assert steps_of(matter)[1:] == [(rules.PASS_UP, "要换线路"), (rules.NOTE, "四楼也坏了")]
    assert Matter.objects.get(pk=matter.pk).rung == rules.BUILDING


def test_passed_up_on_two_phones_goes_up_one_rung_and_keeps_both_words(cast, hand_in):
    matter = cast.chen_reports()
    first, second = step(matter, PASS_UP, "要换线路"), step(matter, PASS_UP, "线路老化,要换")

    for entry in (first, second, second, first):
        assert hand_in(entry).json()["state"] == "done"

    assert Matter.objects.get(pk=matter.pk).rung == rules.BUILDING
    assert steps_of(matter)[1:] == [(rules.PASS_UP, "要换线路"), (rules.NOTE, "线路老化,要换")]


def test_the_same_answer_from_a_second_phone_is_not_given_twice(cast, hand_in):
    matter = cast.chen_reports()
    first, second = (step(matter, ANSWER, "换好了", photo=True) for _ in range(2))

    hand_in(first)
    said = hand_in(second).json()

    assert said == {"state": "done", "url": f"/matters/{matter.pk}/"}
    assert len(steps_of(matter)) == 2
    assert MatterPhoto.objects.count() == 1


def test_another_answer_from_a_second_phone_is_shown_the_first(cast, client, hand_in):
    matter = cast.chen_reports()
    other = step(matter, ANSWER, "只换了一盏", photo=True)

    hand_in(step(matter, ANSWER, "换好了"))
    answer = hand_in(other)

    said = answer.json()
    assert (answer.status_code, said["state"], said["kept"]) == (409, "refused", True)
    assert "单元长答复“办好了”" in said["words"]
    row = Unsent.objects.get()
    assert (row.path, row.title, row.settled_at) == (other.path, "答复", None)
    assert row.photos.count() == 1
    page = client.get("/matters/unsent/").content.decode()
    assert "只换了一盏" in page
    assert "单元长答复“办好了”" in page


def test_what_somebody_else_did_meanwhile_is_told_and_can_be_answered_after_all(cast, hand_in):
    matter = cast.chen_reports()
    entry = step(matter, ANSWER, "换好了")
    actions.note(matter, words="四楼也坏了", by=Bearer.of("matter", matter.pk), at=MONDAY_9AM)

    said = hand_in(entry).json()
    entry.fields["version"], entry.key = said["version"], uuid4().hex
    after = hand_in(entry, again=True).json()

    assert (said["state"], said["version"]) == ("refused", "2")
    assert after["state"] == "done"
    assert Matter.objects.get(pk=matter.pk).state == rules.ANSWERED
    assert Unsent.objects.get().settled_as == "sent"


def test_after_the_hand_over_the_words_go_to_who_has_it_now(cast, hand_in):
    matter = cast.chen_reports()
    cast.vacate("unit_leader", at=MONDAY_9AM + timedelta(minutes=30))
    entry = step(matter, ANSWER, "换好了")

    urls = {hand_in(entry).json()["url"] for _ in range(3)}

    assert len(urls) == 1
    assert "/matters/late/" in urls.pop()
    assert matter.proposals.count() == 1
    assert not Unsent.objects.exists()


def test_what_lacks_words_comes_back_with_the_reason(cast, hand_in):
    matter = cast.chen_reports()

    answer = hand_in(step(matter, ANSWER))

    assert answer.status_code == 422
    assert "怎么办的" in answer.json()["words"]


def test_a_matter_of_others_stays_unseen_and_the_words_are_kept(cast, hand_in):
    matter = cast.chen_reports(place=cast.far_unit)

    for verb in (ANSWER, NOTE, PASS_UP):
        assert hand_in(step(matter, verb, "写错地方了")).status_code == 404
    assert unsent_of(cast.zhang).count() == 3


def test_the_same_report_from_two_phones_is_asked_about(cast, hand_in):
    first, second = new(cast.unit, "二楼扶手松了"), new(cast.unit, "二楼扶手 松了")

    hand_in(first)
    said = hand_in(second)

    assert said.status_code == 409
    assert Matter.objects.get().reference in said.json()["words"]
    assert Unsent.objects.get().settled_at is None
    second.key = uuid4().hex
    assert hand_in(second, again=True).json()["state"] == "done"
    assert Matter.objects.count() == 2


def test_the_same_words_of_another_spot_are_another_thing(cast, hand_in):
    for spot in ("三楼", "四楼"):
        entry = new(cast.unit, "灯坏了")
        entry.fields["spot"] = spot
        assert hand_in(entry).json()["state"] == "done"


def test_many_reports_thrice_and_shuffled_are_entered_once_each(cast, hand_in):
    sent = [new(cast.unit, f"地下室第 {count} 盏灯不亮") for count in range(25)] * 3
    random.Random(7).shuffle(sent)

    assert {hand_in(entry).json()["state"] for entry in sent} == {"done"}
    assert Matter.objects.count() == 25


def test_what_a_kind_asks_could_not_be_asked_without_a_net(cast, hand_in, client, send):
    kind = Kind.objects.create(code="S990001", source="ours", group="设施", name="电梯停了", topic="facility")
    KindQuestion.objects.create(kind=kind, number=1, words="哪一部", answer="words", is_needed=True)
    entry = new(cast.unit, "电梯停了,里面有人")
    entry.fields["filed_as"] = kind.pk

    assert send(NEW, **entry.fields).status_code == 422
    assert hand_in(entry).json()["state"] == "done"
    assert Matter.objects.get().filed_as == kind


def test_the_desk_is_told_of_what_was_not_handed_in(cast, hand_in):
    assert unsent_to_do(cast.zhang, MONDAY_10AM) == []
    hand_in(step(cast.chen_reports(place=cast.far_unit), NOTE, "写错地方了"))

    (line,) = unsent_to_do(cast.zhang, MONDAY_10AM)

    assert (line.url, line.is_late) == ("/matters/unsent/", False)
    assert "1 条" in line.words


def test_another_report_at_the_same_place_is_not_asked_about(cast, hand_in):
    for words in ("二楼扶手松了", "三楼的灯坏了"):
        assert hand_in(new(cast.unit, words)).json()["state"] == "done"

    assert Matter.objects.count() == 2


def test_a_photo_that_is_none_is_told_and_the_words_are_kept(cast, client, hand_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    matter = cast.chen_reports()
    entry = step(matter, NOTE, "看照片")
    entry.fields["photos"] = SimpleUploadedFile("灯.jpg", b"no picture", content_type="image/jpeg")

    answer = hand_in(entry)

    assert answer.status_code == 422
    assert "读不出来" in Unsent.objects.get().reason
    assert "看照片" in client.get("/matters/unsent/").content.decode()


def test_nobody_else_sees_what_was_not_handed_in(cast, client, hand_in, see):
    matter = cast.chen_reports(place=cast.far_unit)
    entry = step(matter, NOTE, "只有我看得到", photo=True)
    hand_in(entry)
    photo = UnsentPhoto.objects.get()

    assert "只有我看得到" not in see("/matters/unsent/", cast.li).content.decode()
    assert see(f"/matters/unsent/photo/{photo.pk}/small/", cast.li).status_code == 404
    assert client.post(f"/matters/unsent/{entry.id}/settle/", {"idempotency_key": "k" * 9}).status_code == 404
    assert see("/matters/unsent/").status_code == 302
    assert see(f"/matters/unsent/photo/{photo.pk}/small/", cast.zhang).status_code == 200


def test_who_wrote_it_settles_it_and_after_a_month_it_is_gone(cast, client, hand_in, send):
    matter = cast.chen_reports(place=cast.far_unit)
    entry = step(matter, NOTE, "写错地方了", photo=True)
    hand_in(entry)

    for _ in range(2):
        send(f"/matters/unsent/{entry.id}/settle/", how="dropped")

    assert Unsent.objects.get().settled_as == "dropped"
    assert "写错地方了" not in client.get("/matters/unsent/").content.decode()
    hand_in(entry)
    assert Unsent.objects.get().settled_as == "dropped"
    assert actions.forget_unsent(by=SYSTEM, at=MONDAY_10AM + timedelta(days=29)) == 0
    assert actions.forget_unsent(by=SYSTEM, at=MONDAY_10AM + timedelta(days=31)) == 1
    assert not StoredFile.objects.exists()


def test_nobody_settles_what_another_wrote(cast, hand_in):
    hand_in(step(cast.chen_reports(place=cast.far_unit), NOTE, "写错地方了"))

    with pytest.raises(NotAllowed):
        actions.settle_unsent(Unsent.objects.get(), how="done", by=cast.li, at=MONDAY_10AM)


def test_who_has_lost_no_post_adds_nothing_to_what_others_passed_up(cast):
    matter = cast.chen_reports()
    actions.pass_up(matter, words="要换线路", by=cast.zhang, at=MONDAY_9AM)

    with pytest.raises(NotAllowed):
        offline.note_after(matter, version=1, words="我也说一句", by=cast.li, at=MONDAY_9AM)


@pytest.mark.parametrize(
    "made", ["", "yesterday", "2026-13-45T99:99", "2026-11-23T01:20", "2099-01-01T00:00:00Z"]
)
def test_a_phone_with_a_wrong_clock_hands_in_all_the_same(cast, hand_in, made):
    matter = cast.chen_reports()

    answer = hand_in(step(matter, NOTE, "要换灯管"), **{"Sz-Offline": made})

    assert answer.status_code in (200, 302)
    assert len(steps_of(matter)) == 2


WORDS = st.sampled_from(["要换灯管", "换好了", "线路老化"])
WRITTEN = st.lists(
    st.tuples(st.sampled_from([ACCEPT, ANSWER, PASS_UP, NOTE, NEW]), WORDS), min_size=2, max_size=6
)


@given(written=WRITTEN, seed=st.integers(0, 999), disturbed=st.booleans())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_order_thrice_from_two_phones_loses_and_doubles_nothing(cast, hand_in, written, seed, disturbed):
    with transaction.atomic():
        matter = cast.chen_reports()
        sent = [
            new(cast.unit, f"{words},在二楼") if verb == NEW else step(matter, verb, words)
            for verb, words in written
        ]
        shuffled = sent * 3
        random.Random(seed).shuffle(shuffled)
        told = {}
        for count, entry in enumerate(shuffled):
            if disturbed and count == 2:
                _somebody_adds(matter)
            told.setdefault(entry.id, []).append(hand_in(entry).json()["state"])
        _nothing_lost_nothing_twice(matter, sent, told)
        transaction.set_rollback(True)


def _somebody_adds(matter):
    fresh = Matter.objects.get(pk=matter.pk)
    actions.note(fresh, words="四楼也坏了", by=Bearer.of("matter", matter.pk), at=MONDAY_9AM)


def _nothing_lost_nothing_twice(matter, sent, told):
    said = steps_of(matter)
    spoken = {words for _, words in said}
    reported = Counter(Matter.objects.filter(origin="phone").values_list("words", flat=True))
    open_rows = set(Unsent.objects.filter(settled_at=None).values_list("entry", flat=True))
    assert max(Counter(said).values()) == 1
    assert all(count == 1 for count in reported.values())
    for entry in sent:
        words = entry.fields.get("words", "")
        is_done = told[entry.id][-1] == "done"
        assert is_done != (entry.id in open_rows)
        assert not is_done or entry.path.endswith("/accept/") or words in spoken | set(reported)
        assert "done" not in told[entry.id] or set(told[entry.id][told[entry.id].index("done") :]) == {"done"}
    _is_a_serial_order(matter)


def _is_a_serial_order(matter):
    """Replay the steps on the table of verbs: each fits the state before it, and the last state is the matter's."""
    state = rules.WAITING
    for count, row in enumerate(matter.steps.order_by("seq"), start=1):
        assert row.seq == count
        state = rules.next_state(state, row.step).to if count > 1 else state
        assert row.state == state
    assert Matter.objects.get(pk=matter.pk).state == state
