"""Late words: what came from the phone of the one before after the hand-over (§12)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sanzhang.duties.matters import rules
from sanzhang.duties.matters.models.matter import Matter
from sanzhang.foundation.files.models import StoredFile
from sanzhang.foundation.records.fields import EncryptedText
from sanzhang.foundation.records.models import Row
from sanzhang.organisation.posts.models import Tenure
from sanzhang.organisation.territory.models import Place


class Proposal(Row):
    """A step that came after the post was handed over: kept, and given to whoever has the matter now (§12)."""

    from_title = ""  # of the sender's post, where a page shows it

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="proposals")
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="+")  # by which the sender had it
    step = models.CharField(max_length=12, choices=[(step, rules.STEPS[step]) for step in rules.LATE_STEPS])
    ending = models.CharField(max_length=16, choices=list(rules.ENDINGS.items()), blank=True)
    words = EncryptedText(default="", blank=True)
    sent_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=list(rules.PROPOSAL_STATES.items()), default=rules.PROPOSED
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(step__in=rules.LATE_STEPS), name="known_step_of_proposal"),
            models.CheckConstraint(
                condition=Q(state=rules.PROPOSED, decided_at=None)
                | ~Q(state=rules.PROPOSED) & Q(decided_at__isnull=False),
                name="decided_proposals_say_when",
            ),
        )
        indexes = (
            models.Index(fields=("sent_at",), condition=Q(decided_at__isnull=True), name="proposals_waiting"),
        )


class ProposalPhoto(Row):
    """A photo that came with a late step."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="photos")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
