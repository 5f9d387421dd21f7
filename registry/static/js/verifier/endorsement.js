// Partners' words inside a definition: bound to this very definition or not. Their signatures are in a form that no
// browser can verify by itself, so none is ever said to be good here.
import { digestSri } from "./accreditation.js";
import { parseCredential } from "./credential.js";
import { isObject, jcs } from "./json.js";
import { Malformed } from "./members.js";

const MAX_ENDORSEMENTS = 10;

/** @param {import("./case.js").Case} given @param {import("./checks.js").Checks} checks */
export async function checkEndorsement(given, checks) {
  const achievement = given.credential.subject.achievement;
  if (achievement === null || !achievement.endorsements.length) return;
  const raw = rawAchievement(given.presented.document);
  const found = await Promise.all(achievement.endorsements.slice(0, MAX_ENDORSEMENTS).map((one) => judge(given, one, raw)));
  const worst = found.some((one) => one.failed);
  const names = listed(found.filter((one) => one.failed === worst).map((one) => one.name));
  checks.make("endorsement", worst ? "endorsement_failed" : "endorsement_unproven", worst ? "failed" : "not_checked", { names });
}

/** @param {Record<string, any>} document @returns {Record<string, any>} */
function rawAchievement(document) {
  const only = (/** @type {any} */ value) => (Array.isArray(value) && value.length === 1 ? value[0] : value);
  const found = only(only(document.credentialSubject)?.achievement);
  return isObject(found) ? found : {};
}

/** @param {import("./case.js").Case} given @param {Record<string, any>} raw @param {Record<string, any>} subject */
async function judge(given, raw, subject) {
  const { proof, ...document } = raw;
  try {
    const endorsement = parseCredential(document);
    const name = given.bundle.names.get(endorsement.issuer.id) ?? endorsement.issuer.name ?? endorsement.issuer.id;
    const bound = endorsement.kind === "endorsement" && (await binds(endorsement, subject));
    return { name, failed: !bound || ![proof ?? []].flat().some(isObject) };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const issuer = isObject(raw.issuer) ? raw.issuer.id : raw.issuer;
    return { name: typeof issuer === "string" ? issuer : "—", failed: true };
  }
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
