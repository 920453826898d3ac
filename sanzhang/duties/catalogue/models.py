"""The catalogue: kinds of matter with their clocks and questions; edited by the city, no programmer needed."""

from django.db import models
from django.db.models import Q

from sanzhang.duties.catalogue import rules
from sanzhang.foundation.records.models import Row


class Kind(Row):
    """A kind of matter: who takes it first, how urgent it is, when it counts as done (§4.2).

    Never deleted: one that is no longer used is closed on a day, and matters keep what they were filed as.
    """

    code = models.CharField(max_length=12, unique=True)  # M06003 of the standard's matters, S… of our own
    source = models.CharField(max_length=12, choices=list(rules.SOURCES.items()))
    group = models.CharField(max_length=30)  # 市容环境类, 邻里
    name = models.CharField(max_length=60)
    topic = models.CharField(max_length=16)  # the coarse group on residents' pages: matters.rules.TOPICS
    urgency = models.CharField(max_length=12, default="ordinary")  # matters.rules.KINDS: which clock runs
    first_rung = models.CharField(max_length=20, blank=True)  # where it begins; empty: at its place's leader
    taken_by = models.CharField(
        max_length=20, blank=True
    )  # grid member who is called: property_manager, heat …
    department = models.CharField(max_length=60, blank=True)  # 主管部门
    file_when = models.CharField(max_length=200, blank=True)  # 立案条件
    done_when = models.CharField(max_length=200, blank=True)  # 结案条件
    words = models.JSONField(default=list)  # what people say for it: 楼道灯, 声控灯, 灯不亮
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(source__in=list(rules.SOURCES)), name="known_source_of_kind"),
        )
        indexes = (models.Index(fields=("topic", "code"), name="kinds_of_a_topic"),)

    def __str__(self) -> str:
        """Return its name."""
        return self.name

    @property
    def asked(self) -> list["KindQuestion"]:
        """Return its questions in the order in which they are asked."""
        return sorted(self.questions.all(), key=lambda one: one.number)


class KindClock(Row):
    """How long a rung may keep a matter of a kind; `rung` empty: the outward promise."""

    kind = models.ForeignKey(Kind, models.CASCADE, related_name="clocks")
    rung = models.CharField(max_length=20, blank=True)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12, choices=rules.UNITS)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "rung"), name="one_kind_clock_a_rung"),)


class KindQuestion(Row):
    """A question that reports of a kind are asked: which lift, since when, is somebody shut in."""

    kind = models.ForeignKey(Kind, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=80)
    answer = models.CharField(max_length=10, choices=list(rules.ANSWERS.items()), default=rules.TEXT)
    choices = models.JSONField(default=list, blank=True)
    is_needed = models.BooleanField(default=False)  # answered, or not sent

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "number"), name="one_question_a_number"),)


class SortingRule(Row):
    """A rule that says of a text which kind it is; the first one that catches counts. Ended, never deleted."""

    number = models.PositiveSmallIntegerField()  # the order in which rules are asked
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="rules")
    all_of = models.JSONField(default=list, blank=True)
    one_of = models.JSONField(default=list, blank=True)
    none_of = models.JSONField(default=list, blank=True)
    places = models.JSONField(default=list, blank=True)  # kinds of place; empty: any
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("number",), condition=Q(ended_at=None), name="one_sorting_rule_a_number"
            ),
        )

    @property
    def condition(self) -> rules.Condition:
        """Return what is decided with."""
        return rules.Condition(self.all_of, self.one_of, self.none_of, self.places)


class Trial(Row):
    """An example that the test bench keeps: words of nobody, and the kind that they should be."""

    words = models.CharField(max_length=200, unique=True)
    place_kind = models.CharField(max_length=12, default="unit")
    kind = models.ForeignKey(Kind, models.PROTECT, null=True, related_name="+")


class Learnt(Row):
    """How often a gram stood in what people filed as a kind: counts, never the words themselves."""

    kind = models.ForeignKey(Kind, models.CASCADE, related_name="+")
    gram = models.CharField(max_length=2)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "gram"), name="one_count_a_gram_and_kind"),)


class Edition(models.Model):
    """One row, whose number is another after each change, so that processes know when to read the catalogue again."""

    number = models.BigIntegerField(default=0)
