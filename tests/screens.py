"""Every screen: its name, who looks at it, and where it is. One list for pictures, axe and weights."""

from tests.browser import Demo

FACTS = """dict(
 community=Place.objects.get(kind='community').pk,
 grid=Place.objects.get(kind='grid', number=3).pk,
 building=Place.objects.get(kind='building', name='12栋', estate__name='桐荫家园').pk,
 unit=(U := Place.objects.get(kind='unit', number=2, parent__name='12栋', parent__estate__name='桐荫家园')).pk,
 token=U.token,
 post=Post.objects.get(place=U).pk,
 vacant=Post.objects.filter(kind='unit_leader').exclude(vacant_since=None).first().pk,
 tenure=Tenure.objects.get(post__place=U).pk,
 person=Tenure.objects.get(post__place=U).person_id,
 matter=(M := Matter.objects.filter(place=U, state='waiting').order_by('-id').first()).pk,
 receipt=M.receipt,
 closed=(C := Matter.objects.filter(state='closed', rung='unit_leader').order_by('-id').first()).pk,
 closed_receipt=C.receipt,
 notice=Notice.objects.order_by('-id').first().pk,
 run=PrintRun.objects.first().pk,
 member=GridMember.objects.get(kind='police', grid__number=3).pk,
 signed=Draft.objects.get(number=1).pk,
 draft=(D := Draft.objects.get(number=2)).pk,
 option=D.options.order_by('order').first().pk,
 merge=(G := Merge.objects.order_by('id').first()).pk,
 named=ForeignMember.objects.filter(community=G.community, grid__department='公安').order_by('id').first().pk,
)"""
IMPORTS = (
    "from sanzhang.organisation.territory.models import *; from sanzhang.organisation.posts.models import *;"
    " from sanzhang.duties.matters.models import *; from sanzhang.duties.notices.models import *;"
    " from sanzhang.mechanisms.plaques.models import *;"
    " from sanzhang.organisation.division.models import *; import json; print(json.dumps({}))"
)
PUBLIC, ZHANG, WANG, LIU = "", "张桂兰", "王芳", "刘敏"
SUN, WU, ZHENG, QIAN = "孙立", "吴静", "郑岚", "钱程"
SCREENS = (
    ("home", PUBLIC, "/"),
    ("unit", PUBLIC, "/u/{token}/"),
    ("find-unit", PUBLIC, "/u/?code=0000"),
    ("report-where", PUBLIC, "/report/{token}/"),
    ("receipt", PUBLIC, "/r/{receipt}/"),
    ("receipt-closed", PUBLIC, "/r/{closed_receipt}/"),
    ("follow", PUBLIC, "/follow/"),
    ("notice", PUBLIC, "/notices/{notice}/"),
    ("privacy", PUBLIC, "/privacy/"),
    ("sign-in", PUBLIC, "/sign-in/"),
    ("sign-in-office", PUBLIC, "/sign-in/office/"),
    ("demo", PUBLIC, "/demo/"),
    ("outbox", PUBLIC, "/outbox/"),
    ("not-found", PUBLIC, "/nothing-here/"),
    ("leader-desk", ZHANG, "/desk/"),
    ("leader-matter", ZHANG, "/matters/{matter}/"),
    ("leader-matters", ZHANG, "/matters/"),
    ("leader-new", ZHANG, "/matters/new/"),
    ("leader-inbox", ZHANG, "/inbox/"),
    ("leader-me", ZHANG, "/me/"),
    ("leader-building", ZHANG, "/territory/{unit}/"),
    ("leader-plaques", ZHANG, "/plaques/"),
    ("grid-desk", WANG, "/desk/"),
    ("office-desk", LIU, "/desk/"),
    ("office-matters", LIU, "/matters/"),
    ("office-matter", LIU, "/matters/{closed}/"),
    ("office-community", LIU, "/territory/{community}/"),
    ("office-grid", LIU, "/territory/{grid}/"),
    ("office-building", LIU, "/territory/{building}/"),
    ("office-map", LIU, "/territory/{community}/map/"),
    ("office-history", LIU, "/territory/{community}/history/"),
    ("office-search", LIU, "/territory/?q=12栋"),
    ("office-import", LIU, "/territory/import/"),
    ("office-posts", LIU, "/posts/"),
    ("office-vacancies", LIU, "/posts/?state=vacant"),
    ("office-post", LIU, "/posts/{post}/"),
    ("office-seat", LIU, "/posts/{vacant}/seat/"),
    ("office-end", LIU, "/posts/tenure/{tenure}/end/"),
    ("office-import-leaders", LIU, "/posts/import/"),
    ("office-members", LIU, "/posts/members/"),
    ("office-members-grid", LIU, "/posts/members/?area={grid}"),
    ("office-members-found", LIU, "/posts/members/?topic=safety"),
    ("office-member", LIU, "/posts/members/{member}/"),
    ("office-member-new", LIU, "/posts/members/new/?area={community}"),
    ("office-member-change", LIU, "/posts/members/{member}/change/"),
    ("office-member-end", LIU, "/posts/members/{member}/end/"),
    ("office-import-members", LIU, "/posts/members/import/"),
    ("office-person", LIU, "/people/{person}/"),
    ("office-plaques", LIU, "/plaques/?show=changed"),
    ("office-print", LIU, "/plaques/print/"),
    ("office-run", LIU, "/plaques/runs/{run}/"),
    ("office-put-up", LIU, "/plaques/{unit}/put-up/"),
    ("office-notices", LIU, "/notices/"),
    ("office-notice-new", LIU, "/notices/new/"),
    ("division", LIU, "/division/{community}/"),
    ("division-draft", LIU, "/division/draft/{draft}/"),
    ("division-option", LIU, "/division/option/{option}/?grid=2"),
    ("division-sign", LIU, "/division/draft/{draft}/sign/"),
    ("division-print", LIU, "/division/option/{option}/print/"),
    ("division-street", SUN, "/division/"),
    ("merge", LIU, "/division/{community}/merge/"),
    ("merge-import", LIU, "/division/{community}/merge/import/"),
    ("merge-table", LIU, "/division/{community}/merge/table/?one=公安&other=城管"),
    ("merge-buildings", LIU, "/division/{community}/merge/buildings/?only=differing"),
    ("merge-codes", LIU, "/division/{community}/merge/codes/"),
    ("merge-drop", LIU, "/division/{community}/merge/drop/?department=城管"),
    ("merge-members", LIU, "/division/merge/{merge}/members/"),
    ("merge-decide", LIU, "/division/merge/{merge}/members/{named}/"),
    ("merge-street", SUN, "/division/{community}/merge/"),
    ("division-decide", SUN, "/division/draft/{signed}/approve/"),
    ("street-desk", SUN, "/desk/"),
    ("city-clocks", WU, "/matters/clocks/"),
    ("city-calendar", WU, "/calendar/"),
    ("grid-members", WANG, "/posts/members/"),
    ("street-members", SUN, "/posts/members/"),
    ("year-community", LIU, "/year/"),
    ("year-city", WU, "/year/"),
    ("year-leader", ZHANG, "/year/"),
    ("city-territory", WU, "/territory/"),
    ("auditor-journal", ZHENG, "/journal/"),
    ("admin-jobs", QIAN, "/jobs/"),
)


def addresses(demo: Demo) -> list[tuple[str, str, str]]:
    """Return (name, who, address) of every screen with the demo's own ids."""
    import json

    printed = demo.manage("shell", "-v0", "-c", IMPORTS.format(FACTS.replace("\n", "")))
    facts = json.loads(printed.strip().splitlines()[-1])
    return [(name, who, path.format(**facts)) for name, who, path in SCREENS]
