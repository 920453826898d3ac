"""What tests of bodies share: an estate with its branch, and files that say who is in the party."""

from sanzhang.foundation.permission import SYSTEM
from sanzhang.organisation.posts import actions
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory import actions as territory
from sanzhang.organisation.territory.models import Place
from tests.times import MONDAY_9AM


def add_estate(cast, *buildings, name="桐荫家园"):
    """Add an estate to which buildings belong."""
    estate = territory.add_place(cast.community, kind="estate", name=name, by=SYSTEM, at=cast.made_at)
    Place.objects.filter(pk__in=[one.pk for one in buildings]).update(estate=estate)
    for one in buildings:
        one.refresh_from_db()
    return estate


def open_branch(cast, estate, *, by=None, at=MONDAY_9AM, name=""):
    return actions.open_body(
        cast.community, kind="estate_branch", estate=estate, name=name, by=by or cast.liu, at=at
    )


def open_party(cast, *, by=None, at=MONDAY_9AM):
    return actions.open_body(cast.community, kind="community_party", by=by or cast.liu, at=at)


def note(post, person, *kinds, at=MONDAY_9AM):
    """Let the file of a post say something of a person."""
    return actions.note_background(post, person, kinds=kinds, words="党员证已看", by=SYSTEM, at=at)


def put(cast, place, kind, person, *, at=None, **more):
    """Seat somebody in the leader's post of a place."""
    chair = Post.objects.get(place=place, kind=kind)
    when = at or cast.made_at
    return actions.seat(chair, person=person, starts_at=when, by=SYSTEM, at=when, **more)


def colleague(cast):
    """Return a second community worker, who may decide what 刘敏 proposed."""
    person = cast.person("何静", "13800000021", login="hejing")
    chair = actions.open_post(cast.community, kind="community_worker", number=2, by=SYSTEM, at=cast.made_at)
    actions.seat(chair, person=person, starts_at=cast.made_at, by=SYSTEM, at=cast.made_at)
    return person
