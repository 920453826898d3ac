"""What the calendar keeps: public days."""

from sanzhang.foundation.records.inventory import internal, public

FIELDS = {
    **public("Day", "date is_working note", "哪天上班哪天放假"),
    **internal("Day", "id set_by set_at", "谁录入的"),
    **internal("Edition", "id number"),
}
