"""Every table of the first version, and the triggers that keep audit lines as they were written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from registry.db import Instant, Json, Key

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


#: The database itself refuses to rewrite history; the application has no statement that would.
SQLITE_TRIGGERS = (
    "CREATE TRIGGER audit_line_no_update BEFORE UPDATE ON audit_line "
    "BEGIN SELECT RAISE(ABORT, 'audit lines are never changed'); END",
    "CREATE TRIGGER audit_line_no_delete BEFORE DELETE ON audit_line "
    "BEGIN SELECT RAISE(ABORT, 'audit lines are never removed'); END",
)
POSTGRESQL_TRIGGERS = (
    "CREATE FUNCTION audit_line_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit lines are never changed or removed'; END $$",
    "CREATE TRIGGER audit_line_append_only BEFORE UPDATE OR DELETE ON audit_line "
    "FOR EACH ROW EXECUTE FUNCTION audit_line_refuse()",
)


def upgrade() -> None:
    """Apply."""
    op.create_table('audit_line',
    sa.Column('id', Key(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('actor_kind', sa.String(length=20), nullable=False),
    sa.Column('actor_id', Key(), nullable=True),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.String(length=200), nullable=False),
    sa.Column('provider_id', Key(), nullable=True),
    sa.Column('details', Json, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_line'))
    )
    with op.batch_alter_table('audit_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_line_actor_id'), ['actor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_line_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_line_provider_id'), ['provider_id'], unique=False)
        batch_op.create_index('ix_audit_line_subject', ['subject_kind', 'subject_id', 'at'], unique=False)

    op.create_table('cohort',
    sa.Column('id', Key(), nullable=False),
    sa.Column('program_id', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('opened_at', Instant(), nullable=False),
    sa.Column('committed_at', Instant(), nullable=True),
    sa.Column('seed_commitment', sa.String(length=64), nullable=True),
    sa.Column('seed', sa.String(length=64), nullable=True),
    sa.Column('sealed_seed', sa.String(length=300), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort')),
    sa.UniqueConstraint('program_id', 'name', name=op.f('uq_cohort_program_id_name'))
    )
    with op.batch_alter_table('cohort', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cohort_program_id'), ['program_id'], unique=False)

    op.create_table('content_version',
    sa.Column('id', Key(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('content_id', sa.String(length=60), nullable=False),
    sa.Column('version', sa.String(length=20), nullable=False),
    sa.Column('content', Json, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('loaded_at', Instant(), nullable=False),
    sa.Column('in_force_from', Instant(), nullable=True),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_content_version')),
    sa.UniqueConstraint('content_id', 'version', name=op.f('uq_content_version_content_id_version'))
    )
    op.create_table('criteria_version',
    sa.Column('id', Key(), nullable=False),
    sa.Column('criteria_id', sa.String(length=60), nullable=False),
    sa.Column('version', sa.String(length=20), nullable=False),
    sa.Column('content', Json, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('loaded_at', Instant(), nullable=False),
    sa.Column('in_force_from', Instant(), nullable=True),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criteria_version')),
    sa.UniqueConstraint('criteria_id', 'version', name=op.f('uq_criteria_version_criteria_id_version'))
    )
    op.create_table('custody_seal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_custody_seal'))
    )
    op.create_table('dictionary',
    sa.Column('id', Key(), nullable=False),
    sa.Column('subject', sa.String(length=100), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dictionary'))
    )
    with op.batch_alter_table('dictionary', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dictionary_subject'), ['subject'], unique=False)

    op.create_table('issuer',
    sa.Column('id', Key(), nullable=False),
    sa.Column('did', sa.String(length=300), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issuer')),
    sa.UniqueConstraint('did', name=op.f('uq_issuer_did'))
    )
    op.create_table('leaf',
    sa.Column('id', Key(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('issuer_did', sa.String(length=300), nullable=False),
    sa.Column('logged_at', Instant(), nullable=False),
    sa.Column('commitment', sa.LargeBinary(length=32), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=32), nullable=True),
    sa.Column('position', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leaf')),
    sa.UniqueConstraint('commitment', name=op.f('uq_leaf_commitment')),
    sa.UniqueConstraint('position', name=op.f('uq_leaf_position'))
    )
    with op.batch_alter_table('leaf', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_leaf_logged_at'), ['logged_at'], unique=False)

    op.create_table('number_series',
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_number_series'))
    )
    op.create_table('person',
    sa.Column('id', Key(), nullable=False),
    sa.Column('full_name', sa.String(length=320), nullable=False),
    sa.Column('given_names', sa.String(length=160), nullable=True),
    sa.Column('first_surname', sa.String(length=160), nullable=True),
    sa.Column('second_surname', sa.String(length=160), nullable=True),
    sa.Column('surname_key', sa.String(length=160), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('merged_into', Key(), nullable=True),
    sa.ForeignKeyConstraint(['merged_into'], ['person.id'], name=op.f('fk_person_merged_into')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_merged_into'), ['merged_into'], unique=False)

    op.create_table('registry_fact',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('value', sa.String(length=300), nullable=False),
    sa.Column('stated_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_registry_fact'))
    )
    op.create_table('sign_in_failure',
    sa.Column('email_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('last_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('email_digest', name=op.f('pk_sign_in_failure'))
    )
    op.create_table('standard_version',
    sa.Column('id', Key(), nullable=False),
    sa.Column('standard_id', sa.String(length=60), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('version', sa.String(length=20), nullable=False),
    sa.Column('track', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('content', Json, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('loaded_at', Instant(), nullable=False),
    sa.Column('comment_until', Instant(), nullable=True),
    sa.Column('in_force_from', Instant(), nullable=True),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standard_version')),
    sa.UniqueConstraint('code', 'version', name=op.f('uq_standard_version_code_version')),
    sa.UniqueConstraint('standard_id', 'version', name=op.f('uq_standard_version_standard_id_version'))
    )
    with op.batch_alter_table('standard_version', schema=None) as batch_op:
        batch_op.create_index('uq_standard_version_in_force', ['standard_id'], unique=True, sqlite_where=sa.text("state = 'in_force'"), postgresql_where=sa.text("state = 'in_force'"))

    op.create_table('trust_root',
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('expires_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('version', name=op.f('pk_trust_root'))
    )
    op.create_table('account',
    sa.Column('id', Key(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('person_id', Key(), nullable=True),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('disabled_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_account_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('email', name=op.f('uq_account_email'))
    )
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_person_id'), ['person_id'], unique=False)

    op.create_table('cohort_member',
    sa.Column('id', Key(), nullable=False),
    sa.Column('cohort_id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('selection_code', sa.String(length=12), nullable=False),
    sa.Column('admitted_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_cohort_member_cohort_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_cohort_member_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort_member')),
    sa.UniqueConstraint('cohort_id', 'person_id', name=op.f('uq_cohort_member_cohort_id_person_id')),
    sa.UniqueConstraint('cohort_id', 'selection_code', name=op.f('uq_cohort_member_cohort_id_selection_code'))
    )
    with op.batch_alter_table('cohort_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cohort_member_person_id'), ['person_id'], unique=False)

    op.create_table('outbox_message',
    sa.Column('id', Key(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('not_before', Instant(), nullable=False),
    sa.Column('to', sa.String(length=254), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('values', Json, nullable=False),
    sa.Column('group_key', sa.String(length=60), nullable=True),
    sa.Column('person_id', Key(), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('leased_until', Instant(), nullable=True),
    sa.Column('sent_at', Instant(), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_outbox_message_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_message'))
    )
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_message_due', ['state', 'not_before'], unique=False)
        batch_op.create_index('ix_outbox_message_group', ['group_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_message_person_id'), ['person_id'], unique=False)

    op.create_table('person_identifier',
    sa.Column('id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('value', sa.String(length=254), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('unique_digest', sa.LargeBinary(length=32), nullable=True),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('verified_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_identifier_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_identifier')),
    sa.UniqueConstraint('kind', 'unique_digest', name=op.f('uq_person_identifier_kind_unique_digest'))
    )
    with op.batch_alter_table('person_identifier', schema=None) as batch_op:
        batch_op.create_index('ix_person_identifier_digest', ['kind', 'digest'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_identifier_person_id'), ['person_id'], unique=False)

    op.create_table('provider',
    sa.Column('id', Key(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('legal_name', sa.String(length=200), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('state_code', sa.String(length=2), nullable=True),
    sa.Column('website', sa.String(length=300), nullable=True),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('closed_at', Instant(), nullable=True),
    sa.Column('issuer_id', Key(), nullable=True),
    sa.Column('traits', Json, nullable=False),
    sa.Column('agreement_until', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['issuer_id'], ['issuer.id'], name=op.f('fk_provider_issuer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_provider')),
    sa.UniqueConstraint('slug', name=op.f('uq_provider_slug'))
    )
    op.create_table('selection',
    sa.Column('id', Key(), nullable=False),
    sa.Column('cohort_id', Key(), nullable=False),
    sa.Column('stage_id', sa.String(length=60), nullable=False),
    sa.Column('made_at', Instant(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('cut_average', sa.String(length=40), nullable=False),
    sa.Column('admitted_codes', Json, nullable=False),
    sa.Column('waiting_codes', Json, nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_selection_cohort_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selection')),
    sa.UniqueConstraint('cohort_id', 'stage_id', name=op.f('uq_selection_cohort_id_stage_id'))
    )
    op.create_table('signing_key',
    sa.Column('id', Key(), nullable=False),
    sa.Column('issuer_id', Key(), nullable=False),
    sa.Column('fragment', sa.String(length=60), nullable=False),
    sa.Column('purpose', sa.String(length=12), nullable=False),
    sa.Column('algorithm', sa.String(length=10), nullable=False),
    sa.Column('public_multibase', sa.String(length=120), nullable=False),
    sa.Column('sealed_private', sa.LargeBinary(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('active_from', Instant(), nullable=False),
    sa.Column('retired_at', Instant(), nullable=True),
    sa.Column('compromised_at', Instant(), nullable=True),
    sa.Column('withdrawn_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['issuer_id'], ['issuer.id'], name=op.f('fk_signing_key_issuer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_key')),
    sa.UniqueConstraint('issuer_id', 'fragment', name=op.f('uq_signing_key_issuer_id_fragment'))
    )
    with op.batch_alter_table('signing_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signing_key_issuer_id'), ['issuer_id'], unique=False)

    op.create_table('standard_event',
    sa.Column('id', Key(), nullable=False),
    sa.Column('standard_version_id', Key(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('from_state', sa.String(length=12), nullable=True),
    sa.Column('to_state', sa.String(length=12), nullable=False),
    sa.Column('by', Key(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['standard_version_id'], ['standard_version.id'], name=op.f('fk_standard_event_standard_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standard_event'))
    )
    with op.batch_alter_table('standard_event', schema=None) as batch_op:
        batch_op.create_index('ix_standard_event_version', ['standard_version_id', 'at'], unique=False)

    op.create_table('status_list',
    sa.Column('id', Key(), nullable=False),
    sa.Column('public_id', sa.String(length=40), nullable=False),
    sa.Column('issuer_id', Key(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('sealed_permutation', sa.LargeBinary(), nullable=False),
    sa.Column('bits', sa.LargeBinary(), nullable=False),
    sa.Column('changed_at', Instant(), nullable=False),
    sa.Column('signed_at', Instant(), nullable=True),
    sa.Column('valid_until', Instant(), nullable=True),
    sa.Column('signed_json', sa.LargeBinary(), nullable=True),
    sa.Column('signed_jwt', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['issuer_id'], ['issuer.id'], name=op.f('fk_status_list_issuer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_status_list')),
    sa.UniqueConstraint('issuer_id', 'number', name=op.f('uq_status_list_issuer_id_number')),
    sa.UniqueConstraint('public_id', name=op.f('uq_status_list_public_id'))
    )
    with op.batch_alter_table('status_list', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_status_list_issuer_id'), ['issuer_id'], unique=False)

    op.create_table('application',
    sa.Column('id', Key(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('provider_id', Key(), nullable=False),
    sa.Column('criteria_version_id', Key(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('tracks', Json, nullable=False),
    sa.Column('wanted', Json, nullable=False),
    sa.Column('declared', Json, nullable=False),
    sa.Column('computed', Json, nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('submitted_at', Instant(), nullable=True),
    sa.Column('due_at', Instant(), nullable=True),
    sa.Column('decided_at', Instant(), nullable=True),
    sa.Column('decision', sa.String(length=20), nullable=True),
    sa.Column('decision_rule', sa.String(length=60), nullable=True),
    sa.Column('ruling', sa.Text(), nullable=True),
    sa.Column('findings', Json, nullable=False),
    sa.ForeignKeyConstraint(['criteria_version_id'], ['criteria_version.id'], name=op.f('fk_application_criteria_version_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_application_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application')),
    sa.UniqueConstraint('number', name=op.f('uq_application_number'))
    )
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_application_provider_id'), ['provider_id'], unique=False)

    op.create_table('consent',
    sa.Column('id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=True),
    sa.Column('provider_id', Key(), nullable=True),
    sa.Column('purpose', sa.String(length=80), nullable=False),
    sa.Column('text_version', sa.String(length=20), nullable=False),
    sa.Column('statement', sa.Text(), nullable=False),
    sa.Column('given_at', Instant(), nullable=False),
    sa.Column('withdrawn_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_consent_person_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_consent_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_person_id'), ['person_id'], unique=False)

    op.create_table('definition',
    sa.Column('id', Key(), nullable=False),
    sa.Column('provider_id', Key(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_definition_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_definition')),
    sa.UniqueConstraint('provider_id', 'slug', name=op.f('uq_definition_provider_id_slug'))
    )
    with op.batch_alter_table('definition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_definition_provider_id'), ['provider_id'], unique=False)

    op.create_table('document',
    sa.Column('id', Key(), nullable=False),
    sa.Column('uri', sa.String(length=300), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('issuer_id', Key(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('dictionary_id', Key(), nullable=True),
    sa.Column('status_list_id', Key(), nullable=True),
    sa.Column('status_index', sa.Integer(), nullable=True),
    sa.Column('leaf_id', Key(), nullable=False),
    sa.Column('logged_at', Instant(), nullable=False),
    sa.Column('registration_note', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.ForeignKeyConstraint(['dictionary_id'], ['dictionary.id'], name=op.f('fk_document_dictionary_id')),
    sa.ForeignKeyConstraint(['issuer_id'], ['issuer.id'], name=op.f('fk_document_issuer_id')),
    sa.ForeignKeyConstraint(['leaf_id'], ['leaf.id'], name=op.f('fk_document_leaf_id')),
    sa.ForeignKeyConstraint(['status_list_id'], ['status_list.id'], name=op.f('fk_document_status_list_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('status_list_id', 'status_index', name=op.f('uq_document_status_list_id_status_index')),
    sa.UniqueConstraint('uri', name=op.f('uq_document_uri'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index('ix_document_issuer_logged', ['issuer_id', 'logged_at'], unique=False)

    op.create_table('one_time_link',
    sa.Column('id', Key(), nullable=False),
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('account_id', Key(), nullable=True),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('expires_at', Instant(), nullable=False),
    sa.Column('used_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_one_time_link_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_link')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_one_time_link_token_digest'))
    )
    with op.batch_alter_table('one_time_link', schema=None) as batch_op:
        batch_op.create_index('ix_one_time_link_email_created', ['email', 'created_at'], unique=False)

    op.create_table('role_grant',
    sa.Column('id', Key(), nullable=False),
    sa.Column('account_id', Key(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('provider_id', Key(), nullable=True),
    sa.Column('granted_at', Instant(), nullable=False),
    sa.Column('granted_by', Key(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_role_grant_account_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_role_grant_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('account_id', 'role', 'provider_id', name=op.f('uq_role_grant_account_id_role_provider_id'))
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_grant_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_role_grant_provider_id'), ['provider_id'], unique=False)

    op.create_table('saved_mapping',
    sa.Column('id', Key(), nullable=False),
    sa.Column('provider_id', Key(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('mapping', Json, nullable=False),
    sa.Column('saved_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_saved_mapping_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_mapping')),
    sa.UniqueConstraint('provider_id', 'fingerprint', name=op.f('uq_saved_mapping_provider_id_fingerprint'))
    )
    op.create_table('sign_in_session',
    sa.Column('id', Key(), nullable=False),
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('account_id', Key(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('expires_at', Instant(), nullable=False),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.Column('user_agent', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_sign_in_session_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_session')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_sign_in_session_token_digest'))
    )
    with op.batch_alter_table('sign_in_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_session_account_id'), ['account_id'], unique=False)

    op.create_table('accreditation',
    sa.Column('id', Key(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('provider_id', Key(), nullable=False),
    sa.Column('application_id', Key(), nullable=True),
    sa.Column('document_id', Key(), nullable=False),
    sa.Column('scope', sa.LargeBinary(), nullable=False),
    sa.Column('valid_from', Instant(), nullable=False),
    sa.Column('valid_until', Instant(), nullable=False),
    sa.Column('conditional', sa.Boolean(), nullable=False),
    sa.Column('condition_due_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_accreditation_application_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_accreditation_document_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_accreditation_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accreditation')),
    sa.UniqueConstraint('number', name=op.f('uq_accreditation_number'))
    )
    with op.batch_alter_table('accreditation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_accreditation_provider_id'), ['provider_id'], unique=False)

    op.create_table('application_event',
    sa.Column('id', Key(), nullable=False),
    sa.Column('application_id', Key(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('from_state', sa.String(length=24), nullable=True),
    sa.Column('to_state', sa.String(length=24), nullable=True),
    sa.Column('by', Key(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_application_event_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_event'))
    )
    with op.batch_alter_table('application_event', schema=None) as batch_op:
        batch_op.create_index('ix_application_event_application', ['application_id', 'at'], unique=False)

    op.create_table('definition_version',
    sa.Column('id', Key(), nullable=False),
    sa.Column('definition_id', Key(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('standard_version_id', Key(), nullable=False),
    sa.Column('profile', sa.String(length=40), nullable=True),
    sa.Column('part', sa.String(length=40), nullable=True),
    sa.Column('design', Json, nullable=False),
    sa.Column('achievement', sa.LargeBinary(), nullable=True),
    sa.Column('changed_at', Instant(), nullable=False),
    sa.Column('published_at', Instant(), nullable=True),
    sa.Column('published_by', Key(), nullable=True),
    sa.Column('withdrawn_at', Instant(), nullable=True),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['definition_id'], ['definition.id'], name=op.f('fk_definition_version_definition_id')),
    sa.ForeignKeyConstraint(['standard_version_id'], ['standard_version.id'], name=op.f('fk_definition_version_standard_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_definition_version')),
    sa.UniqueConstraint('definition_id', 'number', name=op.f('uq_definition_version_definition_id_number'))
    )
    with op.batch_alter_table('definition_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_definition_version_standard_version_id'), ['standard_version_id'], unique=False)

    op.create_table('dossier_item',
    sa.Column('id', Key(), nullable=False),
    sa.Column('application_id', Key(), nullable=False),
    sa.Column('criterion_id', sa.String(length=20), nullable=False),
    sa.Column('statement', sa.Text(), nullable=False),
    sa.Column('changed_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_dossier_item_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dossier_item')),
    sa.UniqueConstraint('application_id', 'criterion_id', name=op.f('uq_dossier_item_application_id_criterion_id'))
    )
    op.create_table('person_fact',
    sa.Column('id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('attribute', sa.String(length=30), nullable=False),
    sa.Column('value', sa.String(length=120), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('declared_on', sa.Date(), nullable=False),
    sa.Column('consent_id', Key(), nullable=False),
    sa.ForeignKeyConstraint(['consent_id'], ['consent.id'], name=op.f('fk_person_fact_consent_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_fact_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_fact')),
    sa.UniqueConstraint('person_id', 'attribute', 'declared_on', name=op.f('uq_person_fact_person_id_attribute_declared_on'))
    )
    with op.batch_alter_table('person_fact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_fact_person_id'), ['person_id'], unique=False)

    op.create_table('review',
    sa.Column('id', Key(), nullable=False),
    sa.Column('application_id', Key(), nullable=False),
    sa.Column('reviewer_id', Key(), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=False),
    sa.Column('assigned_at', Instant(), nullable=False),
    sa.Column('recused_at', Instant(), nullable=True),
    sa.Column('recusal_reason', sa.Text(), nullable=True),
    sa.Column('filed_at', Instant(), nullable=True),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_review_application_id')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['account.id'], name=op.f('fk_review_reviewer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review')),
    sa.UniqueConstraint('application_id', 'reviewer_id', name=op.f('uq_review_application_id_reviewer_id'))
    )
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_reviewer_id'), ['reviewer_id'], unique=False)

    op.create_table('signature',
    sa.Column('id', Key(), nullable=False),
    sa.Column('document_id', Key(), nullable=False),
    sa.Column('form', sa.String(length=4), nullable=False),
    sa.Column('key_id', Key(), nullable=False),
    sa.Column('value', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('replaced_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_signature_document_id')),
    sa.ForeignKeyConstraint(['key_id'], ['signing_key.id'], name=op.f('fk_signature_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signature'))
    )
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.create_index('ix_signature_document_form', ['document_id', 'form'], unique=False)

    op.create_table('status_event',
    sa.Column('id', Key(), nullable=False),
    sa.Column('document_id', Key(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('by', Key(), nullable=True),
    sa.Column('successor_uri', sa.String(length=300), nullable=True),
    sa.Column('leaf_id', Key(), nullable=False),
    sa.Column('signed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_status_event_document_id')),
    sa.ForeignKeyConstraint(['leaf_id'], ['leaf.id'], name=op.f('fk_status_event_leaf_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_status_event'))
    )
    with op.batch_alter_table('status_event', schema=None) as batch_op:
        batch_op.create_index('ix_status_event_document_at', ['document_id', 'at'], unique=False)

    op.create_table('accreditation_event',
    sa.Column('id', Key(), nullable=False),
    sa.Column('accreditation_id', Key(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by', Key(), nullable=True),
    sa.Column('status_event_id', Key(), nullable=True),
    sa.ForeignKeyConstraint(['accreditation_id'], ['accreditation.id'], name=op.f('fk_accreditation_event_accreditation_id')),
    sa.ForeignKeyConstraint(['status_event_id'], ['status_event.id'], name=op.f('fk_accreditation_event_status_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accreditation_event'))
    )
    with op.batch_alter_table('accreditation_event', schema=None) as batch_op:
        batch_op.create_index('ix_accreditation_event_accreditation', ['accreditation_id', 'at'], unique=False)

    op.create_table('accredited_standard',
    sa.Column('id', Key(), nullable=False),
    sa.Column('accreditation_id', Key(), nullable=False),
    sa.Column('standard_version_id', Key(), nullable=False),
    sa.Column('profiles', Json, nullable=False),
    sa.Column('parts', Json, nullable=False),
    sa.ForeignKeyConstraint(['accreditation_id'], ['accreditation.id'], name=op.f('fk_accredited_standard_accreditation_id')),
    sa.ForeignKeyConstraint(['standard_version_id'], ['standard_version.id'], name=op.f('fk_accredited_standard_standard_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accredited_standard')),
    sa.UniqueConstraint('accreditation_id', 'standard_version_id', name=op.f('uq_accredited_standard_accreditation_id_standard_version_id'))
    )
    op.create_table('definition_endorsement',
    sa.Column('id', Key(), nullable=False),
    sa.Column('definition_version_id', Key(), nullable=False),
    sa.Column('partner_id', Key(), nullable=False),
    sa.Column('invited_at', Instant(), nullable=False),
    sa.Column('document_id', Key(), nullable=True),
    sa.Column('signed_at', Instant(), nullable=True),
    sa.Column('declined_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['definition_version_id'], ['definition_version.id'], name=op.f('fk_definition_endorsement_definition_version_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_definition_endorsement_document_id')),
    sa.ForeignKeyConstraint(['partner_id'], ['provider.id'], name=op.f('fk_definition_endorsement_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_definition_endorsement')),
    sa.UniqueConstraint('definition_version_id', 'partner_id', name=op.f('uq_definition_endorsement_definition_version_id_partner_id'))
    )
    op.create_table('evidence_file',
    sa.Column('id', Key(), nullable=False),
    sa.Column('item_id', Key(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('uploaded_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['dossier_item.id'], name=op.f('fk_evidence_file_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_file'))
    )
    with op.batch_alter_table('evidence_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_file_item_id'), ['item_id'], unique=False)

    op.create_table('issue_batch',
    sa.Column('id', Key(), nullable=False),
    sa.Column('provider_id', Key(), nullable=False),
    sa.Column('definition_version_id', Key(), nullable=False),
    sa.Column('created_by', Key(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('file_digest', sa.String(length=64), nullable=False),
    sa.Column('file_size', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('mapping', Json, nullable=True),
    sa.Column('consent_statement', sa.Boolean(), nullable=False),
    sa.Column('totals', Json, nullable=False),
    sa.Column('plan_hash', sa.String(length=64), nullable=True),
    sa.Column('committed_at', Instant(), nullable=True),
    sa.Column('committed_by', Key(), nullable=True),
    sa.Column('finished_at', Instant(), nullable=True),
    sa.Column('mails_at', Instant(), nullable=True),
    sa.Column('undone_at', Instant(), nullable=True),
    sa.Column('acknowledgement', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['account.id'], name=op.f('fk_issue_batch_created_by')),
    sa.ForeignKeyConstraint(['definition_version_id'], ['definition_version.id'], name=op.f('fk_issue_batch_definition_version_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_issue_batch_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issue_batch'))
    )
    with op.batch_alter_table('issue_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_issue_batch_provider_id'), ['provider_id'], unique=False)

    op.create_table('review_finding',
    sa.Column('id', Key(), nullable=False),
    sa.Column('review_id', Key(), nullable=False),
    sa.Column('criterion_id', sa.String(length=20), nullable=False),
    sa.Column('value', sa.String(length=20), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['review.id'], name=op.f('fk_review_finding_review_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_finding')),
    sa.UniqueConstraint('review_id', 'criterion_id', name=op.f('uq_review_finding_review_id_criterion_id'))
    )
    op.create_table('assessment_tally',
    sa.Column('id', Key(), nullable=False),
    sa.Column('batch_id', Key(), nullable=False),
    sa.Column('definition_version_id', Key(), nullable=False),
    sa.Column('not_yet_competent', sa.Integer(), nullable=False),
    sa.Column('recorded_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['issue_batch.id'], name=op.f('fk_assessment_tally_batch_id')),
    sa.ForeignKeyConstraint(['definition_version_id'], ['definition_version.id'], name=op.f('fk_assessment_tally_definition_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_tally')),
    sa.UniqueConstraint('batch_id', name=op.f('uq_assessment_tally_batch_id'))
    )
    with op.batch_alter_table('assessment_tally', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_tally_definition_version_id'), ['definition_version_id'], unique=False)

    op.create_table('award',
    sa.Column('id', Key(), nullable=False),
    sa.Column('folio', sa.String(length=14), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('definition_version_id', Key(), nullable=False),
    sa.Column('provider_id', Key(), nullable=False),
    sa.Column('document_id', Key(), nullable=False),
    sa.Column('batch_id', Key(), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('awarded_on', sa.Date(), nullable=False),
    sa.Column('issued_at', Instant(), nullable=False),
    sa.Column('valid_until', Instant(), nullable=True),
    sa.Column('average', sa.String(length=40), nullable=True),
    sa.Column('scores', Json, nullable=False),
    sa.Column('mode', sa.String(length=20), nullable=True),
    sa.Column('language', sa.String(length=30), nullable=False),
    sa.Column('state_code', sa.String(length=2), nullable=True),
    sa.Column('municipality', sa.String(length=120), nullable=True),
    sa.Column('cct', sa.String(length=10), nullable=True),
    sa.Column('chamber_code', sa.String(length=40), nullable=True),
    sa.Column('group_name', sa.String(length=80), nullable=True),
    sa.Column('reference', Json, nullable=False),
    sa.Column('accepted_at', Instant(), nullable=True),
    sa.Column('declined_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['issue_batch.id'], name=op.f('fk_award_batch_id')),
    sa.ForeignKeyConstraint(['definition_version_id'], ['definition_version.id'], name=op.f('fk_award_definition_version_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_award_document_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_award_person_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['provider.id'], name=op.f('fk_award_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award')),
    sa.UniqueConstraint('folio', name=op.f('uq_award_folio'))
    )
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.create_index('ix_award_batch', ['batch_id'], unique=False)
        batch_op.create_index('ix_award_definition_issued', ['definition_version_id', 'issued_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_provider_id'), ['provider_id'], unique=False)

    op.create_table('batch_file',
    sa.Column('batch_id', Key(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['issue_batch.id'], name=op.f('fk_batch_file_batch_id')),
    sa.PrimaryKeyConstraint('batch_id', name=op.f('pk_batch_file'))
    )
    op.create_table('issue_chunk',
    sa.Column('id', Key(), nullable=False),
    sa.Column('batch_id', Key(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('first_position', sa.Integer(), nullable=False),
    sa.Column('last_position', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('leased_until', Instant(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.String(length=300), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['issue_batch.id'], name=op.f('fk_issue_chunk_batch_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issue_chunk')),
    sa.UniqueConstraint('batch_id', 'number', name=op.f('uq_issue_chunk_batch_id_number'))
    )
    with op.batch_alter_table('issue_chunk', schema=None) as batch_op:
        batch_op.create_index('ix_issue_chunk_state', ['state', 'leased_until'], unique=False)

    op.create_table('award_document',
    sa.Column('document_id', Key(), nullable=False),
    sa.Column('award_id', Key(), nullable=False),
    sa.Column('purpose', sa.String(length=12), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_award_document_award_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_award_document_document_id')),
    sa.PrimaryKeyConstraint('document_id', name=op.f('pk_award_document'))
    )
    with op.batch_alter_table('award_document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_award_document_award_id'), ['award_id'], unique=False)

    op.create_table('award_endorsement',
    sa.Column('id', Key(), nullable=False),
    sa.Column('award_id', Key(), nullable=False),
    sa.Column('document_id', Key(), nullable=False),
    sa.Column('partner_id', Key(), nullable=False),
    sa.Column('asked_at', Instant(), nullable=False),
    sa.Column('endorsement_document_id', Key(), nullable=True),
    sa.Column('signed_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_award_endorsement_award_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_award_endorsement_document_id')),
    sa.ForeignKeyConstraint(['endorsement_document_id'], ['document.id'], name=op.f('fk_award_endorsement_endorsement_document_id')),
    sa.ForeignKeyConstraint(['partner_id'], ['provider.id'], name=op.f('fk_award_endorsement_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award_endorsement')),
    sa.UniqueConstraint('document_id', 'partner_id', name=op.f('uq_award_endorsement_document_id_partner_id'))
    )
    with op.batch_alter_table('award_endorsement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_award_endorsement_award_id'), ['award_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_endorsement_partner_id'), ['partner_id'], unique=False)

    op.create_table('batch_row',
    sa.Column('id', Key(), nullable=False),
    sa.Column('batch_id', Key(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('sheet', sa.String(length=100), nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('confirmed', sa.Boolean(), nullable=False),
    sa.Column('findings', Json, nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('award_id', Key(), nullable=True),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_batch_row_award_id')),
    sa.ForeignKeyConstraint(['batch_id'], ['issue_batch.id'], name=op.f('fk_batch_row_batch_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch_row')),
    sa.UniqueConstraint('batch_id', 'position', name=op.f('uq_batch_row_batch_id_position'))
    )
    with op.batch_alter_table('batch_row', schema=None) as batch_op:
        batch_op.create_index('ix_batch_row_outcome', ['batch_id', 'outcome'], unique=False)

    op.create_table('claim',
    sa.Column('id', Key(), nullable=False),
    sa.Column('award_id', Key(), nullable=False),
    sa.Column('person_id', Key(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('sealed_token', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('expires_at', Instant(), nullable=False),
    sa.Column('used_at', Instant(), nullable=True),
    sa.Column('cancelled_at', Instant(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_claim_award_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_claim_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_claim_token_digest'))
    )
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_award_id'), ['award_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_person_id'), ['person_id'], unique=False)

    op.create_table('share_link',
    sa.Column('id', Key(), nullable=False),
    sa.Column('award_id', Key(), nullable=False),
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('sealed_token', sa.LargeBinary(), nullable=False),
    sa.Column('purpose', sa.String(length=12), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('with_results', sa.Boolean(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('expires_at', Instant(), nullable=True),
    sa.Column('withdrawn_at', Instant(), nullable=True),
    sa.Column('views', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_share_link_award_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share_link')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_share_link_token_digest'))
    )
    with op.batch_alter_table('share_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_share_link_award_id'), ['award_id'], unique=False)

    op.create_table('stage_result',
    sa.Column('id', Key(), nullable=False),
    sa.Column('member_id', Key(), nullable=False),
    sa.Column('stage_id', sa.String(length=60), nullable=False),
    sa.Column('competent', sa.Boolean(), nullable=False),
    sa.Column('average', sa.String(length=40), nullable=False),
    sa.Column('scores', Json, nullable=False),
    sa.Column('award_id', Key(), nullable=True),
    sa.Column('recorded_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_stage_result_award_id')),
    sa.ForeignKeyConstraint(['member_id'], ['cohort_member.id'], name=op.f('fk_stage_result_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_result')),
    sa.UniqueConstraint('member_id', 'stage_id', name=op.f('uq_stage_result_member_id_stage_id'))
    )
    with op.batch_alter_table('stage_result', schema=None) as batch_op:
        batch_op.create_index('ix_stage_result_stage', ['stage_id', 'competent'], unique=False)


    triggers = SQLITE_TRIGGERS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_TRIGGERS
    for statement in triggers:
        op.execute(statement)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('stage_result', schema=None) as batch_op:
        batch_op.drop_index('ix_stage_result_stage')

    op.drop_table('stage_result')
    with op.batch_alter_table('share_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_share_link_award_id'))

    op.drop_table('share_link')
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claim_person_id'))
        batch_op.drop_index(batch_op.f('ix_claim_award_id'))

    op.drop_table('claim')
    with op.batch_alter_table('batch_row', schema=None) as batch_op:
        batch_op.drop_index('ix_batch_row_outcome')

    op.drop_table('batch_row')
    with op.batch_alter_table('award_endorsement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_award_endorsement_partner_id'))
        batch_op.drop_index(batch_op.f('ix_award_endorsement_award_id'))

    op.drop_table('award_endorsement')
    with op.batch_alter_table('award_document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_award_document_award_id'))

    op.drop_table('award_document')
    with op.batch_alter_table('issue_chunk', schema=None) as batch_op:
        batch_op.drop_index('ix_issue_chunk_state')

    op.drop_table('issue_chunk')
    op.drop_table('batch_file')
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_award_provider_id'))
        batch_op.drop_index(batch_op.f('ix_award_person_id'))
        batch_op.drop_index(batch_op.f('ix_award_document_id'))
        batch_op.drop_index('ix_award_definition_issued')
        batch_op.drop_index('ix_award_batch')

    op.drop_table('award')
    with op.batch_alter_table('assessment_tally', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assessment_tally_definition_version_id'))

    op.drop_table('assessment_tally')
    op.drop_table('review_finding')
    with op.batch_alter_table('issue_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_issue_batch_provider_id'))

    op.drop_table('issue_batch')
    with op.batch_alter_table('evidence_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_file_item_id'))

    op.drop_table('evidence_file')
    op.drop_table('definition_endorsement')
    op.drop_table('accredited_standard')
    with op.batch_alter_table('accreditation_event', schema=None) as batch_op:
        batch_op.drop_index('ix_accreditation_event_accreditation')

    op.drop_table('accreditation_event')
    with op.batch_alter_table('status_event', schema=None) as batch_op:
        batch_op.drop_index('ix_status_event_document_at')

    op.drop_table('status_event')
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.drop_index('ix_signature_document_form')

    op.drop_table('signature')
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_reviewer_id'))

    op.drop_table('review')
    with op.batch_alter_table('person_fact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_fact_person_id'))

    op.drop_table('person_fact')
    op.drop_table('dossier_item')
    with op.batch_alter_table('definition_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_definition_version_standard_version_id'))

    op.drop_table('definition_version')
    with op.batch_alter_table('application_event', schema=None) as batch_op:
        batch_op.drop_index('ix_application_event_application')

    op.drop_table('application_event')
    with op.batch_alter_table('accreditation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_accreditation_provider_id'))

    op.drop_table('accreditation')
    with op.batch_alter_table('sign_in_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_session_account_id'))

    op.drop_table('sign_in_session')
    op.drop_table('saved_mapping')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_role_grant_provider_id'))
        batch_op.drop_index(batch_op.f('ix_role_grant_account_id'))

    op.drop_table('role_grant')
    with op.batch_alter_table('one_time_link', schema=None) as batch_op:
        batch_op.drop_index('ix_one_time_link_email_created')

    op.drop_table('one_time_link')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index('ix_document_issuer_logged')

    op.drop_table('document')
    with op.batch_alter_table('definition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_definition_provider_id'))

    op.drop_table('definition')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consent_person_id'))

    op.drop_table('consent')
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_application_provider_id'))

    op.drop_table('application')
    with op.batch_alter_table('status_list', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_status_list_issuer_id'))

    op.drop_table('status_list')
    with op.batch_alter_table('standard_event', schema=None) as batch_op:
        batch_op.drop_index('ix_standard_event_version')

    op.drop_table('standard_event')
    with op.batch_alter_table('signing_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_signing_key_issuer_id'))

    op.drop_table('signing_key')
    op.drop_table('selection')
    op.drop_table('provider')
    with op.batch_alter_table('person_identifier', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_identifier_person_id'))
        batch_op.drop_index('ix_person_identifier_digest')

    op.drop_table('person_identifier')
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_message_person_id'))
        batch_op.drop_index('ix_outbox_message_group')
        batch_op.drop_index('ix_outbox_message_due')

    op.drop_table('outbox_message')
    with op.batch_alter_table('cohort_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cohort_member_person_id'))

    op.drop_table('cohort_member')
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_person_id'))

    op.drop_table('account')
    op.drop_table('trust_root')
    with op.batch_alter_table('standard_version', schema=None) as batch_op:
        batch_op.drop_index('uq_standard_version_in_force', sqlite_where=sa.text("state = 'in_force'"), postgresql_where=sa.text("state = 'in_force'"))

    op.drop_table('standard_version')
    op.drop_table('sign_in_failure')
    op.drop_table('registry_fact')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_merged_into'))

    op.drop_table('person')
    op.drop_table('number_series')
    with op.batch_alter_table('leaf', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_leaf_logged_at'))

    op.drop_table('leaf')
    op.drop_table('issuer')
    with op.batch_alter_table('dictionary', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dictionary_subject'))

    op.drop_table('dictionary')
    op.drop_table('custody_seal')
    op.drop_table('criteria_version')
    op.drop_table('content_version')
    with op.batch_alter_table('cohort', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cohort_program_id'))

    op.drop_table('cohort')
    with op.batch_alter_table('audit_line', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_line_subject')
        batch_op.drop_index(batch_op.f('ix_audit_line_provider_id'))
        batch_op.drop_index(batch_op.f('ix_audit_line_at'))
        batch_op.drop_index(batch_op.f('ix_audit_line_actor_id'))

    op.drop_table('audit_line')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_line_refuse()")
