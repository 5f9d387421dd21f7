"""Verification: a document, the evidence and a policy in, a report out. Pure.

The same report object becomes the page, the JSON, the terminal's lines and the receipt.

    from registry import contexts
    from registry.documents import read_presented
    from registry.verification import Evidence, Policy, Verdict, verify

    presented = read_presented(Path("credential.json").read_bytes())   # raises Unreadable
    evidence = Evidence(root=…, did_documents={…}, status_lists={…})   # `registry.trust` gathers it
    report = verify(presented, evidence, Policy(contexts.store()), at=now)

    report.verdict is Verdict.VALID        # a report has no truth value of its own
    report.headline.en                     # “Ana Sofía Ñúñez Pérez earned this credential on August 14, 2026. …”
    [(check.id, check.result, check.reason.es) for check in report.checks]
    report.as_dict()                       # the JSON of the outward contract

What is not in the evidence is *not checked*, never passed: with ``Evidence()`` alone a credential of a ``did:web``
issuer is `Verdict.UNVERIFIABLE`. What is signed inside the evidence (accreditations, scopes, status lists, status
events, registration notes, endorsements) is verified here again, against the keys of the root of trust.
"""

from registry.verification.evidence import (
    NOT_SOUGHT,
    DefinitionFacts,
    Evidence,
    KeyPeriod,
    KeyUse,
    Known,
    OutcomeFact,
    PartFact,
    ProfileFact,
    SignedAccreditation,
    Sourced,
    StandardFacts,
    TrustRoot,
    Unreachable,
)
from registry.verification.policy import Policy
from registry.verification.receipt import Receipt, ReceiptReading, judge_receipt
from registry.verification.report import (
    Answer,
    Check,
    CredentialFacts,
    LevelFact,
    Question,
    Report,
    Result,
    Verdict,
)
from registry.verification.verdict import decide
from registry.verification.verify import verify

__all__ = [
    "NOT_SOUGHT",
    "Answer",
    "Check",
    "CredentialFacts",
    "DefinitionFacts",
    "Evidence",
    "KeyPeriod",
    "KeyUse",
    "Known",
    "LevelFact",
    "OutcomeFact",
    "PartFact",
    "Policy",
    "ProfileFact",
    "Question",
    "Receipt",
    "ReceiptReading",
    "Report",
    "Result",
    "SignedAccreditation",
    "Sourced",
    "StandardFacts",
    "TrustRoot",
    "Unreachable",
    "Verdict",
    "decide",
    "judge_receipt",
    "verify",
]
