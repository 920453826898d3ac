"""What is kept of the catalogue: nothing about anybody."""

from sanzhang.foundation.records.inventory import Fields, internal

FIELDS: Fields = {
    **internal(
        "Kind",
        "id code source group name topic urgency first_rung taken_by department file_when done_when words closed_on",
        "事项类别",
    ),
    **internal("KindClock", "id kind rung amount unit", "类别的时限"),
    **internal("KindQuestion", "id kind number words answer choices is_needed", "类别要问的话"),
}
