"""Every field of mediation and why it is kept."""

from sanzhang.foundation.records.inventory import Fields

FIELDS: Fields = {}
