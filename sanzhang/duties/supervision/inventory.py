"""Every field of supervision and why it is kept."""

from sanzhang.foundation.records.inventory import Fields

FIELDS: Fields = {}
