import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assessments', '0001_initial'),
        ('curriculum', '0001_initial'),
        ('people', '0002_agencies_and_records'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='QuizPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='summary')),
                ('minutes', models.PositiveSmallIntegerField(default=10, help_text='Time an average learner needs.', verbose_name='minutes')),
                ('is_required', models.BooleanField(default=True, verbose_name='required')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='assessments.assessment', verbose_name='assessment')),
                ('outcomes', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='curriculum.competency', verbose_name='outcomes')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
    ]
