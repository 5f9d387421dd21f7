// Partners' words: the endorsement inside the definition, whose ES256 form the bundle has, and the countersignatures that
// came with the document. What is not at hand in ES256 is not checked; no endorsement decides the verdict.
import { digestSri } from "./accreditation.js";
import { Refused, equalBytes } from "./bytes.js";
import { CLOCK_SKEW } from "./checks.js";
import { hosts } from "./case.js";
import { parseCredential } from "./credential.js";
import { isObject, jcs } from "./json.js";
import { forStatusOnly, isFound, trySignature } from "./keyring.js";
import { Malformed } from "./members.js";
import { readText } from "./read.js";
import { ListReader } from "./status.js";

const MAX_ENDORSEMENTS = 10;
/** Worst first: the check says the worst that was found. @type {Record<string, import("./checks.js").Result>} */
const RESULTS = {
  endorsement_failed: "failed", endorsement_withdrawn: "warning", endorsement_unproven: "not_checked",
  countersignature_not_at_hand: "not_checked", endorsement_pending: "not_checked", endorser_outside: "warning", endorsed: "passed",
};

/** @typedef {{ code: string, endorser: string, name: string }} Found */

/** @param {import("./case.js").Case} given @param {import("./checks.js").Checks} checks */
export async function checkEndorsement(given, checks) {
  const inside = (given.credential.subject.achievement?.endorsements ?? []).slice(0, MAX_ENDORSEMENTS);
  const brought = given.presented.countersignatures.slice(0, MAX_ENDORSEMENTS);
  const subject = rawAchievement(given.presented.document);
  const found = await Promise.all([
    ...inside.map((raw) => judgeEmbedded(given, raw, subject)),
    ...brought.map((text) => judge(given, readable(text), given.presented.document)),
  ]);
  found.push(...missing(given, inside, new Set(found.slice(inside.length).map((one) => one.endorser))));
  if (!found.length) return;
  const worst = Object.keys(RESULTS).find((code) => found.some((one) => one.code === code)) ?? "endorsement_failed";
  checks.make("endorsement", worst, RESULTS[worst], { names: listed(found.filter((one) => one.code === worst).map((one) => one.name)) });
}

/** Who endorses a definition of this registry is asked to countersign what is issued from it. @param {import("./case.js").Case} given @param {Record<string, any>[]} inside @param {Set<string>} signed @returns {Found[]} */
function missing(given, inside, signed) {
  if (!given.bundle.keys.has(given.credential.issuer.id.split("#")[0])) return [];
  const named = new Map(inside.map((raw) => [issuerOf(raw), isObject(raw.issuer) && typeof raw.issuer.name === "string" ? raw.issuer.name : null]));
  return [...named].filter(([did]) => !signed.has(did)).map(([did, name]) => ({
    code: "countersignature_not_at_hand", endorser: did, name: given.bundle.names.get(did) ?? name ?? did,
  }));
}

/** @param {Record<string, any>} raw @returns {string} */
function issuerOf(raw) {
  const found = isObject(raw.issuer) ? raw.issuer.id : raw.issuer;
  return typeof found === "string" ? found.split("#")[0] : "";
}

/** @param {Record<string, any>} document @returns {Record<string, any>} */
function rawAchievement(document) {
  const only = (/** @type {any} */ value) => (Array.isArray(value) && value.length === 1 ? value[0] : value);
  const found = only(only(document.credentialSubject)?.achievement);
  return isObject(found) ? found : {};
}

/** @param {string} text @returns {import("./read.js").Presented | null} */
function readable(text) {
  try {
    return readText(text);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** An endorsement that stands in the definition, by its ES256 form in the bundle. @param {import("./case.js").Case} given @param {Record<string, any>} raw @param {Record<string, any>} subject @returns {Promise<Found>} */
async function judgeEmbedded(given, raw, subject) {
  const { proof, ...document } = raw;
  const unsigned = { ...given.presented, document, jwt: null, fault: "data_integrity", proofs: [proof ?? []].flat().filter(isObject) };
  const text = typeof raw.id === "string" ? given.bundle.endorsements.get(raw.id) : undefined;
  const signed = text === undefined ? null : readable(text);
  if (signed === null || signed.jwt === null) return judge(given, unsigned, subject);
  // What was signed under this id is something else than what stands here.
  if (!equalBytes(jcs(signed.document), jcs(document))) return judge(given, { ...unsigned, proofs: [] }, subject);
  return judge(given, signed, subject);
}

/** @param {import("./case.js").Case} given @param {import("./read.js").Presented | null} presented @param {Record<string, any>} subject @returns {Promise<Found>} */
async function judge(given, presented, subject) {
  if (presented === null) return { code: "endorsement_failed", endorser: "—", name: "—" };
  try {
    const endorsement = parseCredential(presented.document);
    const { id } = endorsement.issuer;
    const name = given.bundle.names.get(id) ?? endorsement.issuer.name ?? id;
    return { code: await codeOf(given, presented, endorsement, subject), endorser: id, name };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const endorser = issuerOf(presented.document) || "—";
    return { code: "endorsement_failed", endorser, name: endorser };
  }
}

/**
 * Bound to this very subject, signed by a key of the endorser, still holding, and by whom.
 * @param {import("./case.js").Case} given @param {import("./read.js").Presented} presented
 * @param {import("./credential.js").Credential} endorsement @param {Record<string, any>} subject @returns {Promise<string>}
 */
async function codeOf(given, presented, endorsement, subject) {
  if (endorsement.kind !== "endorsement" || !(await binds(endorsement, subject))) return "endorsement_failed";
  const did = endorsement.issuer.id;
  const { result, key } = await trySignature(presented, did, given.keyring);
  if (result !== "passed") return result === "not_checked" ? "endorsement_unproven" : "endorsement_failed";
  if (endorsement.validFrom > given.at + CLOCK_SKEW) return "endorsement_pending";
  if (key === null || !isFound(key) || forStatusOnly(key)) return "endorsement_failed";
  // Without a proved time nobody can tell on which side of a compromise the endorsement was signed.
  if (key.period !== null && key.period.compromised !== null) return "endorsement_unproven";
  if (endorsement.validUntil !== null && endorsement.validUntil < given.at) return "endorsement_withdrawn";
  const reader = new ListReader(did, given.bundle, given.keyring, given.at);
  const bits = await Promise.all(endorsement.statuses.map(async (entry) => (await reader.read(entry)).bit));
  if (bits.includes(true) || given.events.state(endorsement.id, did, given.at) !== null) return "endorsement_withdrawn";
  if (bits.includes(null)) return "endorsement_unproven";
  return given.root !== null && hosts(given.root, did) ? "endorsed" : "endorser_outside";
}

/** @param {import("./credential.js").Credential} endorsement @param {Record<string, any>} subject */
async function binds(endorsement, subject) {
  if (endorsement.subject.id !== subject.id) return false;
  const bound = Object.fromEntries(Object.entries(subject).filter(([name]) => name !== "proof" && name !== "endorsement"));
  const digest = await digestSri(jcs(bound));
  return endorsement.related.some((one) => one.id === endorsement.subject.id && one.digest === digest);
}

/** @param {string[]} names @returns {import("./texts.js").Text} */
function listed(names) {
  const unique = [...new Set(names)];
  const [head, last] = [unique.slice(0, -1).join(", "), unique[unique.length - 1]];
  return unique.length === 1 ? { es: last, en: last } : { es: `${head} y ${last}`, en: `${head} and ${last}` };
}
