// The whole verification: what was presented and a bundle in, a report out. The steps are those of
// docs/verification-policy.md; what is not computed is not checked, never passed.
import { checkFormat, checkKey, checkSignature, checkTerms, malformed } from "./authentic.js";
import { establish, isVouched } from "./case.js";
import { Checks } from "./checks.js";
import { contained, parseCredential } from "./credential.js";
import { checkCurrent } from "./current.js";
import { checkEndorsement } from "./endorsement.js";
import { proveRegistration } from "./events.js";
import { answersOf, leadOf, notesOf } from "./headline.js";
import { checkAccreditedAtIssue, checkAccreditedNow, checkIdentity, needsAccreditation } from "./issuer.js";
import { trySignature } from "./keyring.js";
import { Malformed } from "./members.js";
import { checkPerson } from "./names.js";
import { checkClaims, checkPaper } from "./on_paper.js";
import { checkStandard, hoursOf, levelsOf } from "./standard.js";
import { termsFault } from "./terms.js";
import { fill, same } from "./texts.js";
import { decide } from "./verdict.js";

/**
 * @typedef {{ verdict: import("./verdict.js").Verdict, word: import("./texts.js").Text, lead: import("./texts.js").Text,
 *   notes: import("./texts.js").Text[], checks: import("./checks.js").Check[], answers: import("./headline.js").Answer[],
 *   facts: ReturnType<typeof factsOf> | null, checkedAt: number }} Report
 */

/** @param {import("./read.js").Presented} presented @param {import("./bundle.js").Bundle} bundle @param {import("./checks.js").Policy} policy @returns {Promise<Report>} */
export async function verify(presented, bundle, policy) {
  const checks = new Checks(policy);
  if (presented.paper !== null) {
    const good = await checkPaper(presented.paper, bundle, policy.at, checks);
    const given = good ? await checkClaims(presented, presented.paper, bundle, policy, checks) : null;
    return reportOf(checks, given, given !== null && isVouched(given.standing), policy);
  }
  let credential;
  try {
    credential = parseCredential(presented.document);
  } catch (fault) {
    if (!(fault instanceof Malformed)) throw fault;
    malformed(fault, checks);
    return reportOf(checks, null, false, policy);
  }
  const given = await establish(presented, credential, bundle, policy);
  const vouched = isVouched(given.standing);
  const signed = await trySignature(presented, credential.issuer.id, given.keyring);
  if (given.standing !== "outside") given.loggedAt = await proveRegistration(presented, credential, given.keyring, checks, policy.at);
  const registration = checks.made.splice(0);
  checkFormat(presented, credential, checks);
  checkTerms(termsFault(presented.document, policy.vocabularies), presented.jwt !== null && !vouched, checks);
  checkSignature(signed, checks);
  if (signed.key !== null && signed.result !== "failed") checkKey(signed.key, given.loggedAt, checks);
  // What failed here hides everything that depends on it.
  if (signed.result !== "passed" || checks.made.some((one) => one.result === "failed")) return reportOf(checks, null, vouched, policy);
  checks.made.push(...registration);
  await checkTheRest(given, checks);
  return reportOf(checks, given, vouched, policy);
}

/** @param {import("./case.js").Case} given @param {Checks} checks */
async function checkTheRest(given, checks) {
  checkIdentity(given, checks);
  if (needsAccreditation(given)) {
    checkAccreditedAtIssue(given, checks);
    await checkAccreditedNow(given, checks);
  }
  await checkEndorsement(given, checks);
  await checkCurrent(given, checks);
  checkStandard(given, checks);
  checkPerson(given, checks);
}

/** @param {Checks} made @param {import("./case.js").Case | null} given @param {boolean} vouched @param {import("./checks.js").Policy} policy @returns {Report} */
function reportOf(made, given, vouched, policy) {
  const { words } = policy;
  const checks = made.ordered();
  const verdict = decide(checks, vouched);
  const notes = notesOf(checks, given, verdict, words);
  const inside = given === null ? 0 : contained(given.presented.document).length;
  if (inside) notes.push(fill(words.omitted, { count: inside }));
  return {
    verdict, word: words.words[verdict], lead: leadOf(verdict, checks, given, words), notes, checks,
    answers: answersOf(checks, given, words), facts: given === null ? null : factsOf(given), checkedAt: policy.at,
  };
}

/** What the credential says, and only what its signature covers. @param {import("./case.js").Case} given */
function factsOf(given) {
  const { credential } = given;
  const { subject } = credential;
  const standard = given.standard === null ? undefined : given.bundle.standards.get(given.standard.url);
  return {
    name: credential.name ?? subject.achievement?.name ?? null, holder: subject.names[0] ?? null, folio: subject.folio,
    issuer: credential.issuer, awardedOn: credential.awardedOn, validFrom: credential.validFrom, validUntil: credential.validUntil,
    standard: given.standard?.code ?? given.standard?.name ?? null,
    profile: given.profile && published(given.profile.name, standard?.profiles.map((/** @type {any} */ one) => one.title)),
    part: given.parts.length ? published(given.parts[0].name, standard?.parts.map((/** @type {any} */ one) => one.title)) : null,
    hours: hoursOf(credential),
    levels: levelsOf(credential).map((one) => ({
      competency: published(one.name || one.competency, standard?.names), level: published(one.levelName, standard?.names), basis: one.basis,
    })),
  };
}

/** A name signed in one language, in both where the standard has that very name. @param {string} signed @param {import("./texts.js").Text[]} [names] */
const published = (signed, names = []) => names.find((one) => one.es === signed || one.en === signed) ?? same(signed);
