"""The tables without data about those who hold microcredentials, column by column (see `registry.rights.catalogue`).

What staff did in office (who reviewed, who signed) is the record of official acts and stays.
"""

from collections.abc import Mapping

PLAIN: Mapping[str, str] = {
    "accreditation": "id number provider_id application_id document_id scope valid_from valid_until conditional "
    "condition_due_at custody",
    "accreditation_event": "id accreditation_id kind at reason note by status_event_id",
    "accredited_standard": "id accreditation_id standard_version_id profiles parts",
    "application": "id number provider_id criteria_version_id state tracks wanted declared computed created_at "
    "submitted_at due_at decided_at decision decision_rule ruling findings",
    "application_event": "id application_id at kind from_state to_state by note",
    "assessment_tally": "id batch_id definition_version_id not_yet_competent recorded_at",
    "batch_review": "batch_id state leased_until attempts asked_by started_at moved_at rows_read per_mille refusal",
    "chamber_code": "code chamber_id label created_at created_by withdrawn_at withdrawn_by",
    "program_call": "id program_id name opens_at closes_at starts_on capacity waiting answer_days text quotas "
    "created_at published_at cancelled_at seed_commitment sealed_seed seed decided_at admission cohort_id "
    "funder",
    "program_agreement": "id program_id reference parties subject regions signed_on valid_from valid_until "
    "ended_on end_note recorded_at",
    "cohort": "id program_id name opened_at committed_at seed_commitment seed sealed_seed funder",
    "content_version": "id kind content_id version content digest loaded_at in_force_from ended_at",
    "criteria_version": "id criteria_id version content digest loaded_at in_force_from ended_at",
    "custody_seal": "id sealed created_at",
    "definition": "id provider_id slug created_at",
    "definition_endorsement": "id definition_version_id partner_id invited_at document_id signed_at declined_at "
    "withdrawn_at withdrawal_note",
    "definition_version": "id definition_id number state standard_version_id profile part design achievement "
    "changed_at published_at published_by withdrawn_at search_text",
    "dictionary": "id subject body leads",
    "dossier_item": "id application_id criterion_id statement changed_at",
    "employer_change": "id employer_id at by state before after decided_at decided_by",
    "employer_event": "id employer_id at kind reason by",
    "era": "number lineage identity because began_at",
    "expiry_watch": "id told_until told_award",  # how far the watch has come
    "evidence_file": "id item_id name media_type size digest body uploaded_at",
    "floor_school": "cct name staff holders declared_on ends_on since lapsed_on checked_at",
    "floor_target_act": "id horizon due_on source acted_on status valid_from valid_until way entered_at entered_by "
    "undone_at undone_by",
    "floor_target_line": "act_id profile state_code people",
    "indicator_value": "id indicator_id period revision outcome body digest computed_at correction corrected_by",
    "indicator_version": "id indicator_id framework_version number state metadata changed reason proposed_by "
    "proposed_at decided_by decided_at note",
    "indicator_watch": "id next_at",
    "issue_batch": "id provider_id definition_version_id created_by created_at file_name file_digest file_size state "
    "mapping consent_statement totals plan_hash committed_at committed_by finished_at mails_at undone_at "
    "reviewed_from paused_at cancelled_at running_since issued_before acknowledgement",
    "issue_chunk": "id batch_id number first_position last_position state leased_until attempts last_error planned "
    "issued to_invite moved_at",
    "issuer": "id did kind created_at",
    "mail_pace": "name free_at parked paused_at held_until failures said",
    "need": "id employer_id title words language search_text track level occupation sector remote english places "
    "opens_on closes_on created_at changed_at closed_at removed_at removed_because",
    "need_skill": "need_id competency",
    "need_state": "need_id state_code",
    "number_series": "name last era",
    "outcome_cell": "measure breakdown at count",
    "outcome_release": "id as_of published_at shape",
    "outcome_table": "release_id measure breakdown body",
    "outcome_watch": "id epoch shape as_of run moved",
    "outside_copy": "digest kind url host tried_at failure retry_at body etag fetched_at expires_at",
    "provider": "id slug legal_name name kind country state_code website email created_at closed_at issuer_id traits "
    "agreement_until",
    "published_bundle": "id made_at expires_at digest body",
    "provider_site": "id provider_id name state_code municipality mode valid_from valid_until created_at withdrawn_at",
    "quality_reminder": "definition_id since told_at",
    "quality_audit": "id number definition_id provider_id period_from period_to percent minimum needed announced_at "
    "announced_by seed_commitment codes_commitment sealed_seed sealed_key seed drawn_at population population_digest "
    "population_list evidence_due_at decision_due_at closed_at reviewed agreed called_off_at",
    "registry_fact": "name value stated_at",
    "review": "id application_id reviewer_id seat assigned_at recused_at recusal_reason filed_at opinion",
    "review_finding": "id review_id criterion_id value comment",
    "saved_mapping": "id provider_id fingerprint mapping saved_at",
    "school_declaration": "id cct name staff source declared_on way entered_at entered_by withdrawn_at withdrawn_by",
    "report_edition": "id year edition state as_of snapshot snapshot_digest numbers numbers_digest changed prepared_by "
    "prepared_at published_by published_at seal signature leaf_id",
    "report_file": "edition_id language digest body",
    "series_import": "id kind state origin title publisher published_on note unit file_name digest size mapping "
    "headings periods rows errors warnings findings body faulty imported_by imported_at decided_by decided_at "
    "replaced_by replaced_at",
    "series_point": "id import_id period measure state municipality occupation gender employment value",
    "signing_key": "id issuer_id fragment purpose algorithm public_multibase sealed_private position active_from "
    "retired_at compromised_at withdrawn_at",
    "standard_event": "id standard_version_id at from_state to_state by reason",
    "standard_version": "id standard_id code version track state content digest loaded_at comment_until in_force_from "
    "ended_at",
    "status_list": "id public_id issuer_id number era size taken sealed_permutation bits changed_at signed_at "
    "valid_until signed_json signed_jwt",
    "survey_watch": "id next_at",
    "talent_search": "id employer_id wanted at",  # what was asked for, never whom it found
    "trust_root": "version body created_at expires_at",
    "verification_count": "month definition_version_id place count",
    "verification_tally": "day standard_id by count",
    "wallet_nonce": "digest until",
}
