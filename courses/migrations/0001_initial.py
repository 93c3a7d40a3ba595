import courses.models.package
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assessments', '0001_initial'),
        ('credentials', '0001_initial'),
        ('curriculum', '0001_initial'),
        ('jobs', '0001_initial'),
        ('people', '0002_agencies_and_records'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CourseRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('title_en', models.CharField(max_length=200, null=True)),
                ('title_ja', models.CharField(max_length=200, null=True)),
                ('title_ind', models.CharField(max_length=200, null=True)),
                ('title_th', models.CharField(max_length=200, null=True)),
                ('title_ar', models.CharField(max_length=200, null=True)),
                ('title_vi', models.CharField(max_length=200, null=True)),
                ('title_km', models.CharField(max_length=200, null=True)),
                ('title_lo', models.CharField(max_length=200, null=True)),
                ('title_my', models.CharField(max_length=200, null=True)),
                ('title_fil', models.CharField(max_length=200, null=True)),
                ('title_pt_br', models.CharField(max_length=200, null=True)),
                ('title_es', models.CharField(max_length=200, null=True)),
                ('title_fr', models.CharField(max_length=200, null=True)),
                ('title_mn', models.CharField(max_length=200, null=True)),
                ('title_tet', models.CharField(max_length=200, null=True)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('open', 'Open'), ('closed', 'Closed')], default='planned', max_length=8)),
                ('enrolment_mode', models.CharField(choices=[('open', 'Anyone with an account'), ('invited', 'By invitation'), ('nominated', 'By nomination'), ('mandatory', 'Assigned')], default='invited', max_length=12)),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField(blank=True, null=True)),
                ('seats', models.PositiveIntegerField(blank=True, help_text='Empty: without limit.', null=True)),
                ('join_code', models.CharField(blank=True, max_length=20)),
                ('completion', models.JSONField(default=dict)),
                ('attention', models.JSONField(default=dict)),
                ('unit_count', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('seats_taken', models.PositiveIntegerField(default=0, editable=False)),
                ('is_fictitious', models.BooleanField(default=False, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='curriculum.course')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='curriculum.courserelease')),
            ],
            options={
                'ordering': ['-opens_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__isnull', True), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='run_period_in_order'), models.UniqueConstraint(condition=models.Q(('join_code', ''), _negated=True), fields=('join_code',), name='run_join_code_once'), models.CheckConstraint(condition=models.Q(('seats__isnull', True), ('seats_taken__lte', models.F('seats')), _connector='OR'), name='run_seats_not_exceeded')],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('due_at', models.DateTimeField()),
                ('assigned_at', models.DateTimeField(auto_now_add=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='people.agency')),
                ('assigned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='courses.courserun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'agency'), name='assignment_once')],
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handling', models.CharField(max_length=16)),
                ('acknowledged_at', models.DateTimeField(auto_now_add=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acknowledgements', to='courses.courserun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'person', 'handling'), name='acknowledged_once')],
            },
        ),
        migrations.CreateModel(
            name='AccessRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_key', models.UUIDField()),
                ('language', models.CharField(max_length=10)),
                ('opened_at', models.DateTimeField(auto_now_add=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='access_records', to='courses.courserun')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='LineItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_key', models.UUIDField()),
                ('delivery', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='line_item', to='assessments.delivery')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='line_items', to='courses.courserun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'unit_key'), name='line_item_once_per_unit')],
            },
        ),
        migrations.CreateModel(
            name='RunStaff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('coordinator', 'Coordinator'), ('instructor', 'Instructor')], max_length=16)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='run_roles', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff', to='courses.courserun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'person', 'role'), name='run_staff_once')],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'On the waiting list'), ('active', 'Enrolled'), ('completed', 'Completed'), ('withdrawn', 'Withdrawn'), ('ended', 'Ended without completion')], default='active', max_length=12)),
                ('due_at', models.DateTimeField(blank=True, help_text="Personal; empty: the run's end.", null=True)),
                ('reminded_days', models.PositiveSmallIntegerField(editable=False, help_text='The last reminder sent: that many days before the deadline.', null=True)),
                ('enrolled_at', models.DateTimeField()),
                ('done_count', models.PositiveSmallIntegerField(default=0)),
                ('last_unit_key', models.UUIDField(blank=True, null=True)),
                ('last_visit_at', models.DateTimeField(blank=True, null=True)),
                ('completed_at', models.DateTimeField(blank=True, null=True)),
                ('assignment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='courses.assignment')),
                ('nominated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='nominated_enrolments', to='people.agency')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='courses.courserun')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'state'], name='enrolment_person_state')],
                'constraints': [models.UniqueConstraint(fields=('run', 'person'), name='enrolment_once_per_run'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'completed'), _negated=True), ('completed_at__isnull', False), _connector='OR'), name='enrolment_completed_has_date')],
            },
        ),
        migrations.CreateModel(
            name='ContactNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='courses.enrolment')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Completion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('completed_at', models.DateTimeField()),
                ('evidence', models.JSONField(help_text='Which units and attempts satisfied which part of the rule.')),
                ('credential', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='credentials.credential')),
                ('enrolment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='completion', to='courses.enrolment')),
            ],
        ),
        migrations.CreateModel(
            name='EnrolmentEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_state', models.CharField(blank=True, max_length=12)),
                ('to_state', models.CharField(max_length=12)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('data', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='courses.enrolment')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='LessonProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_key', models.UUIDField()),
                ('unit_digest', models.CharField(help_text='The frozen source that was read.', max_length=64)),
                ('language', models.CharField(max_length=10)),
                ('edition', models.PositiveIntegerField(help_text='Empty: the source itself.', null=True)),
                ('opened_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='courses.enrolment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'unit_key'), name='progress_once_per_unit')],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5)),
                ('is_passed', models.BooleanField()),
                ('failed_count', models.PositiveSmallIntegerField(default=0)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.attempt')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='courses.enrolment')),
                ('line_item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='courses.lineitem')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'line_item'), name='result_once_per_line_item')],
            },
        ),
        migrations.CreateModel(
            name='PackageUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('file', models.FileField(max_length=200, storage=courses.models.package.private_storage, upload_to='packages')),
                ('name', models.CharField(max_length=200)),
                ('course_code', models.CharField(blank=True, max_length=20)),
                ('area_code', models.CharField(blank=True, max_length=80)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
    ]
