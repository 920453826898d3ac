"""When a kind counts, when it is done, how long it may take, what is asked: for houses that stood before these came along.

What the city has written stays: only what is empty is filled, and words that people say are added.
"""

from django.db import migrations
from django.db.models import F

from sanzhang.duties.catalogue import seed


def fill(apps, schema_editor):
    kind_model, clock_model = apps.get_model("catalogue", "Kind"), apps.get_model("catalogue", "KindClock")
    by_code = {kind.code: kind for kind in kind_model.objects.all()}
    for fields in seed.kinds():
        kind = by_code[fields["code"]]
        kind.file_when = kind.file_when or fields["file_when"]
        kind.done_when = kind.done_when or fields["done_when"]
        kind.words = list(dict.fromkeys([*kind.words, *fields["words"]]))
    kind_model.objects.bulk_update(by_code.values(), ["file_when", "done_when", "words"], batch_size=200)
    timed = set(clock_model.objects.values_list("kind__code", flat=True))
    clock_model.objects.bulk_create(
        clock_model(kind=by_code[code], rung=rung, amount=amount, unit=unit)
        for code, rung, amount, unit in seed.clocks()
        if code not in timed
    )
    question_model = apps.get_model("catalogue", "KindQuestion")
    asked = set(question_model.objects.values_list("kind__code", flat=True))
    question_model.objects.bulk_create(
        question_model(kind=by_code[code], **fields) for code, fields in seed.questions() if code not in asked
    )
    apps.get_model("catalogue", "Edition").objects.update(number=F("number") + 1)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_the_catalogue_as_it_comes")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
