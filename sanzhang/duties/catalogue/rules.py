"""What the catalogue decides with values in hand; knows no framework."""

MATTERS, COMPONENTS, OURS = "matters", "components", "ours"
SOURCES = {MATTERS: "国标事项", COMPONENTS: "国标部件", OURS: "本地补充"}
TEXT, CHOICE, NUMBER, YES_NO, DAY = "text", "choice", "number", "yes_no", "day"
ANSWERS = {TEXT: "文字", CHOICE: "选一项", NUMBER: "数字", YES_NO: "是或不是", DAY: "日期"}
UNITS = [("minutes", "分钟"), ("hours", "小时"), ("working_days", "工作日"), ("days", "天")]
