// The code on a certificate: what the registry's own signature on it proves, and what only the bundle can add.
import { equalBytes, hex } from "./bytes.js";
import { toBeSigned } from "./cbor.js";
import { CLOCK_SKEW } from "./checks.js";
import { TERMS } from "./credential.js";
import { establish } from "./case.js";
import { checkCurrent } from "./current.js";
import { checkAccreditedAtIssue, checkAccreditedNow, checkIdentity } from "./issuer.js";
import { es256, keyId } from "./keys.js";
import { checkPerson } from "./names.js";
import { EXTERNAL_AAD, definitionUrl, didDigest, listUrl } from "./paper.js";
import { Minute, dayOf } from "./texts.js";

/** @typedef {import("./paper.js").PaperCode} PaperCode */
/** @typedef {import("./bundle.js").Bundle} Bundle */
/** @typedef {import("./checks.js").Checks} Checks */

/**
 * *format*, *signature*, *key*: a receipts key of the root that was in use and never compromised. Whether all passed.
 * @param {PaperCode} code @param {Bundle} bundle @param {number} at @param {Checks} checks @returns {Promise<boolean>}
 */
export async function checkPaper(code, bundle, at, checks) {
  checks.passed("format", "paper_well_formed");
  if (bundle.root.expires < at) {
    checks.notChecked("signature", "paper_without_root");
    return false;
  }
  const ids = await Promise.all(bundle.root.receipts.map((one) => keyId(one.key)));
  const period = bundle.root.receipts[ids.findIndex((id) => equalBytes(id, code.keyId))];
  if (!period) {
    // The key may be newer than what is at hand.
    if (bundle.madeAt < code.claims.signedAt) checks.notChecked("signature", "paper_key_newer", { day: dayOf(bundle.madeAt) });
    else checks.failed("signature", "paper_key_unknown");
    return false;
  }
  const seen = { verificationMethod: period.id };
  if (!(await es256(period.key, code.signature, toBeSigned(code.guarded, EXTERNAL_AAD, code.payload)))) {
    checks.failed("signature", "paper_forged", { seen });
    return false;
  }
  checks.passed("signature", "paper_signed", { seen });
  return checkKey(period, code.claims.signedAt, checks, seen);
}

/** @param {import("./bundle.js").KeyPeriod} period @param {number} signedAt @param {Checks} checks @param {Record<string, unknown>} seen @returns {boolean} */
function checkKey(period, signedAt, checks, seen) {
  // Whoever holds a stolen receipts key can write any day into a code: none of its codes prove anything.
  if (period.compromised !== null) checks.notChecked("key", "paper_key_compromised", { since: dayOf(period.compromised), seen });
  else if (signedAt < period.since || (period.until !== null && signedAt >= period.until)) checks.failed("key", "paper_key_not_in_use", { signed: dayOf(signedAt), seen });
  else {
    checks.passed("key", "paper_key_in_force", { seen });
    return true;
  }
  return false;
}

/** Everything behind *key*. @param {import("./read.js").Presented} presented @param {PaperCode} code @param {Bundle} bundle @param {import("./checks.js").Policy} policy @param {Checks} checks */
export async function checkClaims(presented, code, bundle, policy, checks) {
  const { claims } = code;
  const digests = await Promise.all([...bundle.keys.keys()].map(async (did) => ({ did, digest: await didDigest(did) })));
  const did = digests.find((one) => equalBytes(one.digest, claims.issuer))?.did ?? null;
  const standing = did === null ? "unknown" : "registered";
  const credential = credentialOf(code, bundle, did);
  const given = await establish(presented, credential, bundle, policy, { standing, loggedAt: claims.loggedAt });
  given.loggedAt = claims.loggedAt;
  const logged = new Minute(claims.loggedAt);
  if (claims.loggedAt > policy.at + CLOCK_SKEW) checks.failed("log_inclusion", "not_logged_yet", { logged });
  else checks.passed("log_inclusion", "registered_on_paper", { logged });
  if (did === null) checks.notChecked("identity", "issuer_not_at_hand");
  else {
    checkIdentity(given, checks);
    if (given.standard === null) {
      const detail = checks.why(bundle.definitions.has(definitionUrl(claims, bundle.base)) ? "not_found" : "not_in_bundle");
      for (const id of ["accredited_at_issue", "accredited_now"]) checks.notChecked(id, "definition_unreachable", { detail });
    } else {
      checkAccreditedAtIssue(given, checks);
      await checkAccreditedNow(given, checks);
    }
  }
  await checkCurrent(given, checks);
  checks.notChecked("alignment", "not_on_paper");
  checkPerson(given, checks);
  return given;
}

/** What the code says, as a credential; standard, profile and part come from the definition that it names. @param {PaperCode} code @param {Bundle} bundle @param {string | null} did @returns {import("./credential.js").Credential} */
function credentialOf({ claims }, bundle, did) {
  const definition = bundle.definitions.get(definitionUrl(claims, bundle.base));
  const facts = definition && definition.issuer === did ? definition : null;
  const alignments = facts === null ? [] : [
    { name: facts.standardLabel, url: facts.standard, type: TERMS.standard, code: facts.standardLabel },
    ...(facts.profile ? [{ name: facts.profile, url: `${facts.standard}#profile-${facts.profile}`, type: TERMS.profile, code: facts.profile }] : []),
    ...(facts.part ? [{ name: facts.part, url: `${facts.standard}#part-${facts.part}`, type: TERMS.part, code: facts.part }] : []),
  ];
  return {
    id: claims.document, kind: "achievement", types: ["VerifiableCredential", "OpenBadgeCredential"],
    issuer: { id: did ?? `sha256:${hex(claims.issuer)}`, name: bundle.names.get(did ?? "") ?? null },
    validFrom: claims.validFrom, validUntil: claims.validUntil, awardedOn: claims.achievedOn, name: claims.title,
    subject: {
      id: null, names: [claims.holder], folio: (claims.folio.match(/.{1,4}/g) ?? []).join("-"), results: [], comment: null,
      achievement: {
        id: definitionUrl(claims, bundle.base), name: claims.title, description: "", type: null, creator: null, alignments,
        descriptions: [], endorsements: [],
      },
    },
    statuses: [{ type: TERMS.entry, purpose: "revocation", index: claims.listIndex, listUrl: listUrl(claims, bundle.base) }],
    endorsements: [], related: [], dataModel: "2.0",
  };
}
