"""Plaques keep no name: what was printed is told by fingerprints."""

from sanzhang.foundation.records.inventory import internal

FIELDS = {
    **internal(
        "PrintRun",
        "id community place paper only_changed kinds asked_by asked_at job_id plaques missing stored finished_at",
        "公示牌印制",
    ),
    **internal("Print", "id community run place said printed_at", "公示牌内容是否变化"),
    **internal(
        "Hanging", "id community place print put_up_at put_up_by photo taken_down_at", "公示牌是否挂出"
    ),
}
