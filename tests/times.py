"""Fixed times for tests: time is a value that is passed in, never read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY_9AM = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)  # an ordinary working day
MONDAY_10AM = MONDAY_9AM + timedelta(hours=1)
TUESDAY_9AM = MONDAY_9AM + timedelta(days=1)
FRIDAY_5PM = datetime(2026, 11, 27, 17, tzinfo=SHANGHAI)  # before a weekend
