"""The kinds that come with the software: the standard's and ours, with clocks, questions and a few rules."""

from django.db import migrations

from sanzhang.duties.catalogue import seed


def load(apps, schema_editor):
    kind_model = apps.get_model("catalogue", "Kind")
    known = set(kind_model.objects.values_list("code", flat=True))
    made = [kind_model(**fields) for fields in seed.kinds() if fields["code"] not in known]
    kind_model.objects.bulk_create(made, batch_size=200)
    by_code = {kind.code: kind for kind in kind_model.objects.all()}
    questions, clocks = apps.get_model("catalogue", "KindQuestion"), apps.get_model("catalogue", "KindClock")
    questions.objects.bulk_create(questions(kind=by_code[code], **fields) for code, fields in seed.questions())
    clocks.objects.bulk_create(
        clocks(kind=by_code[code], rung=rung, amount=amount, unit=unit) for code, rung, amount, unit in seed.clocks()
    )
    rule_model = apps.get_model("catalogue", "SortingRule")
    rule_model.objects.bulk_create(
        rule_model(number=number, kind=by_code[code], all_of=all_of, one_of=one_of, none_of=none_of)
        for number, (code, all_of, one_of, none_of) in enumerate(seed.RULES, start=1)
    )
    apps.get_model("catalogue", "Edition").objects.create(pk=1, number=1)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_rules_trials_learnt")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
