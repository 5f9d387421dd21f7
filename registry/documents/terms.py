"""The words that documents are made of: contexts, types, and the extensions that this registry adds to enumerations.

Extensions use the ``ext:`` prefix that Open Badges 3.0 provides for its extensible enumerations; no context of our own
is used in learners' documents (verifiers refuse contexts that they do not carry).
"""

from __future__ import annotations

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
CONTEXTS = (CREDENTIALS_V2, OPEN_BADGES)

VERIFIABLE_CREDENTIAL = "VerifiableCredential"
OPEN_BADGE = "OpenBadgeCredential"
ACHIEVEMENT_CREDENTIAL = "AchievementCredential"
ENDORSEMENT = "EndorsementCredential"
TRANSCRIPT = "ClrCredential"

MICROCREDENTIAL = "MicroCredential"
QUALITY_ASSURANCE = "QualityAssuranceCredential"

# Alignment.targetType
OUTCOME = "CFItem"
STANDARD = "ext:CFDocument"
PROFILE = "ext:StandardProfile"
PART = "ext:StandardPart"
REQUIRED_LEVEL = "ext:RequiredLevel"
ASSESSMENT_TYPE = "ext:AssessmentType"
ASSURANCE = "ext:QualityAssurance"

# ResultDescription.resultType
HOURS = "ext:WorkloadHours"
AVERAGE = "GradePointAverage"
LEVEL = "RubricCriterionLevel"
MODE = "ext:ParticipationMode"
JURISDICTION = "ext:Jurisdiction"
TRACK = "ext:Track"

BITSTRING_ENTRY = "BitstringStatusListEntry"
# What went before it, in credentials of data model 1.1: the same bits, written without a prefix.
STATUS_LIST_2021_ENTRY = "StatusList2021Entry"
# An unsigned list of what was revoked, at the entry's own address (Open Badges 3.0, 9.2).
REVOCATION_LIST = "1EdTechRevocationList"
