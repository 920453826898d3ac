"""A matter that is a dispute has a state of its own; it no longer says that it was not ours (§6.1).

SQLite makes the table anew for it, so the index of grams and 0015's refusals are put in place again.
"""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Coalesce

from sanzhang.foundation.records import dialects

REFUSALS = import_module("sanzhang.duties.matters.migrations.0015_joined_ones_lead_nobody").Migration.operations


def turn(apps, schema_editor):
    """Give the state to those that were turned before: answered with nothing but that."""
    matters = apps.get_model("matters", "Matter").objects
    steps = apps.get_model("matters", "MatterStep").objects.filter(step="answer", words="已转入调解")
    turned = matters.filter(words="已转入调解", state__in=("answered", "closed"), pk__in=steps.values("matter"))
    turned.update(state="mediated", ending="", rating=None, closed_at=Coalesce("closed_at", "answered_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0003_the_catalogue_as_it_comes'),
        ('matters', '0018_closed_ones_by_day'),
        ('territory', '0004_places_closed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *map(dialects.undone, REFUSALS),
        migrations.RemoveConstraint(
            model_name='matter',
            name='known_state_of_matter',
        ),
        migrations.AlterField(
            model_name='matter',
            name='state',
            field=models.CharField(choices=[('waiting', '等人接'), ('accepted', '在办'), ('answered', '等居民确认'), ('closed', '办结'), ('withdrawn', '已撤回'), ('paused', '等居民补充'), ('joined', '并入同一件事'), ('mediated', '已转入调解')], default='waiting', max_length=12),
        ),
        migrations.AlterField(
            model_name='matterstep',
            name='state',
            field=models.CharField(choices=[('waiting', '等人接'), ('accepted', '在办'), ('answered', '等居民确认'), ('closed', '办结'), ('withdrawn', '已撤回'), ('paused', '等居民补充'), ('joined', '并入同一件事'), ('mediated', '已转入调解')], max_length=12),
        ),
        migrations.AlterField(
            model_name='matterstep',
            name='step',
            field=models.CharField(choices=[('report', '反映'), ('accept', '收到'), ('answer', '答复'), ('pass_up', '上报'), ('climb', '超期自动上报'), ('note', '补充'), ('withdraw', '撤回'), ('confirm', '确认办好'), ('reopen', '要求重办'), ('rate', '评价'), ('join', '并入'), ('part', '单独再办'), ('split', '分出一件'), ('dispatch', '派单'), ('claim', '接单'), ('hand_back', '退单'), ('report_back', '回单'), ('recall', '收回派单'), ('ask_time', '申请延期'), ('give_time', '同意延期'), ('refuse_time', '不同意延期'), ('pause', '请居民补充'), ('resume', '接着办'), ('check', '核查'), ('mark', '标记诉求'), ('file', '改类别'), ('ask_check', '请人核查'), ('decide', '定由谁办'), ('redo', '复核:再办'), ('uphold', '复核:已办妥'), ('unmark', '取消标记'), ('visit', '回访'), ('mediate', '转去调解')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'accepted', 'answered', 'closed', 'withdrawn', 'paused', 'joined', 'mediated'])), name='known_state_of_matter'),
        ),
        migrations.RunPython(turn, migrations.RunPython.noop),
        dialects.gram_index("matters_matter", "grams"),
        *REFUSALS,
    ]
