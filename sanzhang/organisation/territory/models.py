"""Places, their dated edges, and households."""

from django.db import models
from django.db.models import Q

from sanzhang.foundation.records.ids import new_code
from sanzhang.foundation.records.models import Row

CITY, DISTRICT, STREET, COMMUNITY = "city", "district", "street", "community"
GRID, BUILDING, UNIT, ESTATE = "grid", "building", "unit", "estate"
KINDS = {
    CITY: "市",
    DISTRICT: "区",
    STREET: "街道",
    COMMUNITY: "社区",
    GRID: "网格",
    BUILDING: "楼栋",
    UNIT: "单元",
    ESTATE: "小区",
}


class Place(Row):
    """A node of the territory. Its path is its code cut to the width of its kind, so area = range of paths.

    `parent` and `path` are today's; `PlaceEdge` keeps every day's. `number` is what people say: 3, 12栋, 2单元.
    """

    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    community = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+"
    )  # itself for a community
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=26, unique=True)
    name = models.CharField(max_length=60)
    number = models.PositiveIntegerField(default=0)  # order among its siblings
    token = models.CharField(max_length=10, unique=True, default=new_code)  # on the plaque: /u/<token>
    estate = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=120, blank=True)
    households = models.PositiveIntegerField(default=0)  # doors below, kept by the import
    floors = models.PositiveSmallIntegerField(default=0)
    built_year = models.PositiveSmallIntegerField(null=True)
    longitude = models.FloatField(null=True)  # WGS-84
    latitude = models.FloatField(null=True)
    outline = models.JSONField(null=True)  # own footprint, [[lon, lat], …]
    duty_phone = models.CharField(max_length=20, blank=True)  # an office's number, not a person's
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="known_kind_of_place"),
            models.CheckConstraint(
                condition=Q(kind__in=[CITY, DISTRICT, STREET], community=None)
                | (~Q(kind__in=[CITY, DISTRICT, STREET]) & ~Q(community=None)),
                name="community_named_from_community_down",
            ),
        )
        indexes = (
            models.Index(fields=("kind", "path"), name="places_of_a_kind"),
            models.Index(fields=("community", "kind", "number"), name="places_of_a_community"),
            models.Index(fields=("closed_on",), condition=Q(closed_on__isnull=False), name="places_closed"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.path

    @property
    def in_community(self) -> int:
        """Return the id of the community. Raises: LookupError — a street and above lie in none."""
        if self.community_id is None:
            raise LookupError(self.path)
        return self.community_id

    @property
    def code(self) -> str:
        """Return the official code: the path, filled with zeros to 12 digits above the community."""
        return self.path.ljust(12, "0")


class PlaceEdge(Row):
    """Where a place belonged, and by which code, on [starts_on, ends_on).

    A path belongs to one place for ever. An edge that ends on its first day was never valid: it keeps its path taken.
    """

    community = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="edges")
    parent = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=26, db_index=True)  # never used twice: old codes stay as aliases
    name = models.CharField(max_length=60)
    households = models.PositiveIntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("place",), condition=Q(ends_on=None), name="one_open_edge_a_place"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="edge_ends_not_before_it_starts",
            ),
        )


class Household(Row):
    """A door: number, floor and place on the stair. No person is kept here."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Place, models.PROTECT, related_name="doors")
    number = models.CharField(max_length=12)  # 302, 1203A
    floor = models.SmallIntegerField(null=True)
    door = models.PositiveSmallIntegerField(default=0)  # place on the stair, 1 from the left
    path = models.CharField(max_length=26, unique=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("community", "unit", "number"), name="one_household_a_number"),
        )

    @property
    def scope_path(self) -> str:
        """Return where this lies, for permission."""
        return self.path


class BuildingProfile(Row):
    """What is known of those who live in a building, as of a day, and of the ground it stands on; no person in it.

    The newest row not after a day counts. `load`: entered by hand; `matters`: counted nightly over twelve months.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    building = models.ForeignKey(Place, models.PROTECT, related_name="profiles")
    noted_on = models.DateField()
    elderly = models.PositiveIntegerField(null=True)  # households with somebody of 60 or older
    renters = models.PositiveIntegerField(null=True)  # households that rent
    load = models.FloatField(null=True)  # work it makes, in the community's own measure
    matters = models.PositiveIntegerField(null=True)  # reported from it in twelve months
    block = models.CharField(max_length=40, blank=True)  # 地块: a main road lies between two of them

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("community", "building", "noted_on"), name="one_profile_a_building_and_day"
            ),
        )
