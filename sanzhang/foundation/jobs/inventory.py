"""What jobs keep: ids and states; no personal data may go into them."""

from sanzhang.foundation.records.inventory import internal

FIELDS = {
    **internal("Slot", "id name slot ran_at", "定时任务每次只办一遍"),
    **internal("Trouble", "name since last_at times trace", "发现并处理故障"),
    **internal("Heart", "worker started_at beat_at", "知道后台是否在运行"),
    **internal(
        "Job", "id community_id kind title owner_id state total done words link", "让交办的人看到进度"
    ),
    **internal("Job", "result_file created_at finished_at", "让交办的人看到进度"),
}
