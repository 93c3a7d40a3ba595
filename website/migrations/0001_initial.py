import django.db.models.deletion
import uuid
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0002_agencies_and_records'),
        ('people', '__first__'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('lead', models.TextField(blank=True, verbose_name='opening sentences')),
                ('body', wagtail.fields.RichTextField(blank=True, verbose_name='text below the doors')),
            ],
            options={
                'verbose_name': 'front page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='SiteOperator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='organisation')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address for questions')),
            ],
            options={
                'verbose_name': 'who runs this site',
            },
        ),
        migrations.CreateModel(
            name='StandardPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', wagtail.fields.RichTextField(verbose_name='text')),
                ('checked_on', models.DateField(blank=True, help_text='Shown below the title.', null=True, verbose_name='last checked on')),
                ('shows_retention', models.BooleanField(default=False, help_text='Adds the table that the daily job follows.', verbose_name='show how long data is kept')),
            ],
            options={
                'verbose_name': 'standard page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ProblemReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('page_url', models.CharField(blank=True, max_length=500, verbose_name='page')),
                ('text', models.TextField(verbose_name='what happened')),
                ('contact', models.CharField(blank=True, max_length=200, verbose_name='how to reach the reader')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                ('state', models.CharField(choices=[('new', 'New'), ('seen', 'Being looked at'), ('solved', 'Solved')], default='new', max_length=10, verbose_name='state')),
                ('answer', models.TextField(blank=True, verbose_name='what was done')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('reporter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='problem_reports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'problem report',
                'ordering': ['-created_at', '-id'],
            },
        ),
    ]
