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
    **internal("SortingRule", "id number kind all_of one_of none_of places ended_at", "归类规则"),
    **internal("Trial", "id words place_kind kind", "归类试例,不是谁反映的"),
    **internal("Learnt", "id kind gram count", "归类纠正过的字词次数,没有原话"),
    **internal("Edition", "id number", "类别改过几次"),
}
