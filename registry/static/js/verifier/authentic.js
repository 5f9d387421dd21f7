// ¿Es auténtica? The form, the terms, the signature and the key.
import { contained } from "./credential.js";
import { isObject } from "./json.js";
import { forStatusOnly, isFound } from "./keyring.js";
import { dayOf, same } from "./texts.js";

/** @typedef {import("./checks.js").Checks} Checks */
/** @typedef {import("./read.js").Presented} Presented */

/** @param {import("./members.js").Malformed} fault @param {Checks} checks */
export function malformed(fault, checks) {
  const details = { ...fault.details };
  if (typeof details.expected === "string") details.expected = checks.words.expected[details.expected];
  const said = checks.words.malformed[fault.code];
  checks.failed("format", "malformed", { fault: checks.filled(said, { path: fault.path, ...details }), seen: { fault: fault.code, path: fault.path } });
}

/** The document is well formed, and the JWT around it does not say otherwise. @param {Presented} presented @param {import("./credential.js").Credential} credential @param {Checks} checks */
export function checkFormat(presented, credential, checks) {
  const claims = presented.jwt?.claims;
  const seen = { form: presented.form, types: credential.types.join(", "), dataModel: credential.dataModel };
  const claim = claims ? disagreeing(claims, credential) : undefined;
  if (claim !== undefined) return checks.failed("format", "claims_disagree", { claim, seen });
  if (claims && "vc" in claims && isObject(claims.vc) && credential.dataModel !== "1.1") return checks.warning("format", "wrapped_claims", { seen });
  if (credential.kind === "transcript") return checks.passed("format", "transcript_well_formed", { count: contained(presented.document).length, seen });
  return checks.passed("format", "well_formed", { seen });
}

/** The first claim that says something else than the member that it repeats. @param {Record<string, any>} claims @param {import("./credential.js").Credential} credential */
function disagreeing(claims, credential) {
  const seconds = (/** @type {number} */ moment) => Math.trunc(moment / 1_000_000);
  const expected = {
    iss: credential.issuer.id, jti: credential.id, sub: credential.subject.id, nbf: seconds(credential.validFrom),
    exp: credential.validUntil === null ? null : seconds(credential.validUntil),
  };
  return Object.entries(expected).find(([name, value]) => name in claims && claims[name] !== value)?.[0];
}

/** @param {import("./terms.js").Fault | null} fault @param {boolean} asText the signature covers the text, whatever it means @param {Checks} checks */
export function checkTerms(fault, asText, checks) {
  if (fault === null) return checks.passed("terms", "terms_defined");
  const seen = { path: fault.path, fault: fault.code };
  const path = fault.path.replace(/^\$\./, "") || "$";
  if (fault.code === "unknown_context") return checks.notChecked("terms", fault.code, { url: fault.url, seen });
  if (fault.code === "inline_context") return checks.notChecked("terms", fault.code, { seen });
  if (fault.code === "too_complex") return checks.notChecked("terms", fault.code, { measure: same(fault.measure ?? ""), seen });
  if (fault.code === "not_read_here") return checks.notChecked("terms", "not_in_browser", { path, seen });
  if (asText && (fault.code === "undefined_term" || fault.relative)) return checks.warning("terms", "meaning_unknown", { path, seen });
  return checks.failed("terms", fault.code, { path, seen });
}

/** @param {import("./keyring.js").Signed} signed @param {Checks} checks */
export function checkSignature(signed, checks) {
  const seen = isFound(signed.key) ? { verificationMethod: signed.key.id } : {};
  checks.make("signature", signed.code, signed.result, { seen });
}

/** May the key sign documents, and was it in use when the document was registered. @param {import("./keyring.js").FoundKey | import("./keyring.js").NoKey} key @param {number | null} loggedAt @param {Checks} checks */
export function checkKey(key, loggedAt, checks) {
  if (!isFound(key)) {
    const values = { detail: checks.why(key.detail), last: same(""), next: checks.next(key.detail) };
    return checks.make("key", key.code, key.result, values);
  }
  const seen = { verificationMethod: key.id, publicKeyMultibase: key.key.multibase };
  if (forStatusOnly(key)) return checks.failed("key", "status_key", { seen });
  const period = key.period;
  if (period === null) return checks.passed("key", "key_in_did", { seen });
  if (loggedAt === null) {
    // A key that was never withdrawn was in use whenever it was; one that was, only a proved time can clear.
    const ended = period.until !== null || period.compromised !== null;
    return ended ? checks.notChecked("key", "key_time_unknown", { seen }) : checks.passed("key", "key_in_force", { seen });
  }
  if (loggedAt < period.since) return checks.failed("key", "key_not_yet", { since: dayOf(period.since), seen });
  if (period.compromised !== null && loggedAt >= period.compromised) return checks.failed("key", "key_compromised", { since: dayOf(period.compromised), seen });
  if (period.until !== null && loggedAt >= period.until) return checks.failed("key", "key_retired", { until: dayOf(period.until), seen });
  return checks.passed("key", "key_in_force", { seen });
}
