import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import people.names
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Country',
            fields=[
                ('code', models.CharField(help_text='ISO 3166-1 alpha-2', max_length=2, primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name_plural': 'countries',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(default=people.names.person_code, help_text='Used to sign in without e-mail.', max_length=20, unique=True, verbose_name='person code')),
                ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name='e-mail address')),
                ('native_name', models.CharField(max_length=300, verbose_name='name in your own script')),
                ('primary_identifier', models.CharField(blank=True, help_text='Surname as printed in the passport, in Latin letters. A single name goes here.', max_length=150, verbose_name='passport: primary identifier')),
                ('secondary_identifier', models.CharField(blank=True, max_length=150, verbose_name='passport: secondary identifier')),
                ('mrz_name', models.CharField(blank=True, help_text='The 39 characters after the country code (ICAO Doc 9303, TD3).', max_length=39, verbose_name='passport: machine-readable name line')),
                ('kana_name', models.CharField(blank=True, max_length=300, verbose_name='name in kana')),
                ('name_order', models.CharField(choices=[('primary_first', 'Family name first'), ('secondary_first', 'Given name first')], default='primary_first', max_length=16, verbose_name='order of your name')),
                ('display_name', models.CharField(blank=True, help_text='What other participants see.', max_length=150, verbose_name='name shown to others')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                ('second_language', models.CharField(blank=True, default='en', max_length=10, verbose_name='second language')),
                ('time_zone', models.CharField(default='UTC', max_length=50, verbose_name='time zone')),
                ('saves_data', models.BooleanField(default=False, verbose_name='data saver')),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False)),
                ('is_fictitious', models.BooleanField(default=False, editable=False)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('country', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='people.country')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique_ignoring_case'), models.UniqueConstraint(django.db.models.functions.text.Lower('code'), name='user_code_unique_ignoring_case'), models.CheckConstraint(condition=models.Q(('native_name', ''), _negated=True), name='user_has_a_name')],
            },
        ),
    ]
