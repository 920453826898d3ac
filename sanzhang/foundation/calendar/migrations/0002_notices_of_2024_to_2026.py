"""The State Council's notices of 2024–2026, from chinesecalendar: weekdays off and weekends worked."""

from datetime import date, timedelta

from django.db import migrations

YEARS = (2024, 2025, 2026)


def enter(apps, schema_editor):
    import chinese_calendar

    from sanzhang.foundation.records.ids import new_id

    day_model = apps.get_model("calendar", "Day")
    rows = []
    for year in YEARS:
        day = date(year, 1, 1)
        while day.year == year:
            is_working = chinese_calendar.is_workday(day)
            if is_working != (day.weekday() < 5):
                rows.append(day_model(id=new_id(), date=day, is_working=is_working, note=note_of(day, is_working)))
            day += timedelta(days=1)
    day_model.objects.bulk_create(rows, ignore_conflicts=True)
    apps.get_model("calendar", "Edition").objects.update_or_create(pk=1, defaults={"number": 1})


def note_of(day, is_working):
    import chinese_calendar

    name = (chinese_calendar.workdays if is_working else chinese_calendar.holidays)[day]
    word = chinese_calendar.Holiday(name).chinese if isinstance(name, str) else name.chinese
    return f"{word}调休上班" if is_working else word


def take_back(apps, schema_editor):
    apps.get_model("calendar", "Day").objects.filter(set_at=None).delete()


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_days_that_differ")]
    operations = [migrations.RunPython(enter, take_back)]
