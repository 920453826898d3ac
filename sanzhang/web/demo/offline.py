"""Without a net, in the demo: one note from a cellar that could not be handed in and waits for who wrote it."""

from datetime import datetime, timedelta

from sanzhang.duties.matters import actions as matters
from sanzhang.duties.matters.models import Matter
from sanzhang.organisation.posts.models import Post
from sanzhang.organisation.territory.models import Place


def offline(community: Place, at: datetime) -> dict[str, str]:
    """Keep what the unit leader of 12栋2单元 wrote about a matter on which something new was said meanwhile."""
    building = Place.objects.get(community=community, kind="building", name="12栋", estate__name="桐荫家园")
    post = Post.objects.get(place__parent=building, place__number=2, kind="unit_leader")
    about = Matter.objects.filter(community=community, place=post.place).order_by("-pk").first()
    if about is None:
        return {}
    matters.keep_unsent(
        entry="demo-cellar-1",
        path=f"/matters/{about.pk}/note/",
        title=f"补充:{about.words[:40]}",
        fields=[("words", "地下室的总闸也看过了,没有发现问题。")],
        reason="这件事有了新情况:刚刚反映人补充了情况。请看过以后再办。",
        made_at=at - timedelta(hours=3),
        by=post.tenures.select_related("person").latest("starts_at").person,
        at=at - timedelta(hours=1),
    )
    return {"没有网时写的、没有交成的": "/matters/unsent/"}
