// One document, parsed once: a JSON object in, a typed credential out, or Malformed.
import { isObject } from "./json.js";
import { Members } from "./members.js";
import { isFolio } from "./paper.js";
import { writtenDay } from "./texts.js";

const CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2";
const CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1";
const READ = ["OpenBadgeCredential", "AchievementCredential", "EndorsementCredential", "ClrCredential"];
const LISTED = ["BitstringStatusListEntry", "StatusList2021Entry"];
const REVOCATION_LIST = "1EdTechRevocationList";

export const TERMS = {
  standard: "ext:CFDocument", profile: "ext:StandardProfile", part: "ext:StandardPart", outcome: "CFItem",
  hours: "ext:WorkloadHours", average: "GradePointAverage", level: "RubricCriterionLevel", mode: "ext:ParticipationMode",
  microcredential: "MicroCredential", qualityAssurance: "QualityAssuranceCredential", entry: LISTED[0], oldEntry: LISTED[1],
};

/** @typedef {{ id: string, name: string | null }} Profile */
/** @typedef {{ name: string, url: string, type: string | null, code: string | null }} Alignment */
/** @typedef {{ type: string, purpose: string | null, index: number | null, listUrl: string | null }} StatusEntry */
/** @typedef {{ id: string, name: string, type: string, levels: { id: string, name: string }[] }} ResultDescription */
/** @typedef {{ description: string | null, value: string | null, achievedLevel: string | null }} Result */
/**
 * @typedef {{ id: string, name: string, description: string, type: string | null, creator: Profile | null,
 *   alignments: Alignment[], descriptions: ResultDescription[], endorsements: Record<string, any>[] }} Achievement
 */
/**
 * @typedef {{ id: string | null, names: string[], folio: string | null, achievement: Achievement | null, results: Result[],
 *   comment: string | null }} Subject
 */
/**
 * @typedef {{ id: string, kind: "achievement" | "accreditation" | "endorsement" | "transcript", types: string[],
 *   issuer: Profile, validFrom: number, validUntil: number | null, subject: Subject, name: string | null,
 *   awardedOn: import("./texts.js").Day | null, statuses: StatusEntry[], endorsements: Record<string, any>[],
 *   related: { id: string, digest: string | null }[], dataModel: string }} Credential
 */

/** @param {Record<string, any>} document @returns {Credential} */
export function parseCredential(document) {
  const root = new Members(document);
  const types = root.texts("type");
  const dataModel = dataModelOf(root);
  if (!types.includes("VerifiableCredential") || !READ.some((one) => types.includes(one))) {
    throw root.fault(types.length ? "unknown_type" : "missing", "type", { found: types.join(", ").slice(0, 100) });
  }
  const without = ["EndorsementCredential", "ClrCredential"].find((one) => types.includes(one)) ?? null;
  const subject = subjectOf(root, without);
  if (without === "ClrCredential" && !contained(document).length) throw root.fault("missing", "credentialSubject.verifiableCredential");
  const [from, until] = dataModel === "2.0" ? ["validFrom", "validUntil"] : ["issuanceDate", "expirationDate"];
  const validFrom = root.moment(from);
  const validUntil = root.optionalMoment(until);
  if (validUntil !== null && validUntil < validFrom) throw root.fault("ends_before_it_starts", until);
  return {
    id: root.url("id"), kind: kindOf(subject, without), types, issuer: issuerOf(root), validFrom, validUntil, subject,
    name: root.optionalText("name"), awardedOn: awardedOn(root), statuses: root.objects("credentialStatus").map(statusOf),
    endorsements: root.objects("endorsement").map((one) => one.members),
    related: root.objects("relatedResource").map((one) => ({ id: one.url("id"), digest: one.optionalText("digestSRI") })),
    dataModel,
  };
}

/** The credentials inside a transcript, as they stand there. @param {Record<string, any>} document @returns {any[]} */
export function contained(document) {
  const types = Array.isArray(document.type) ? document.type : [document.type];
  if (!types.includes("ClrCredential")) return [];
  const subject = Array.isArray(document.credentialSubject) ? document.credentialSubject[0] : document.credentialSubject;
  const found = isObject(subject) ? subject.verifiableCredential ?? null : null;
  if (found === null) return [];
  return Array.isArray(found) ? found : [found];
}

/** @param {Members} root */
function dataModelOf(root) {
  const contexts = root.members["@context"] ?? null;
  const first = Array.isArray(contexts) && contexts.length ? contexts[0] : contexts;
  if (first === CREDENTIALS_V2) return "2.0";
  if (first === CREDENTIALS_V1) return "1.1";
  throw root.fault(first === null ? "missing" : "unknown_context", "@context");
}

/** @param {Subject} subject @param {string | null} without @returns {Credential["kind"]} */
function kindOf(subject, without) {
  if (without !== null) return without === "EndorsementCredential" ? "endorsement" : "transcript";
  return subject.achievement?.type === TERMS.qualityAssurance ? "accreditation" : "achievement";
}

/** @param {Members} root @returns {Profile} */
function issuerOf(root) {
  if (typeof root.members.issuer === "string") return { id: root.url("issuer"), name: null };
  return profileOf(root.object("issuer"));
}

/** @param {Members} profile @returns {Profile} */
function profileOf(profile) {
  profile.optionalObject("address")?.optionalText("addressCountry");
  profile.optionalText("url");
  return { id: profile.url("id"), name: profile.optionalText("name") };
}

/** @param {Members} root */
function awardedOn(root) {
  return root.optionalMoment("awardedDate") === null ? null : writtenDay(root.text("awardedDate"));
}

/** @param {Members} root @param {string | null} without @returns {Subject} */
function subjectOf(root, without) {
  const subject = root.object("credentialSubject");
  const achievement = without !== null ? null : achievementOf(subject.object("achievement"));
  const results = subject.objects("result").map(resultOf);
  const declared = new Set(achievement?.descriptions.map((one) => one.id));
  const undeclared = achievement ? results.findIndex((one) => one.description !== null && !declared.has(one.description)) : -1;
  if (undeclared >= 0) throw subject.fault("undeclared_result", `result[${undeclared}].resultDescription`);
  const identifiers = subject.objects("identifier").map((one) => ({
    type: one.text("identityType"), value: one.text("identityHash"), hashed: one.boolean("hashed"), salt: one.optionalText("salt"),
  }));
  const id = subject.optionalUrl("id");
  if (id === null && !identifiers.length) throw root.fault("nobody", "credentialSubject");
  return {
    id, achievement, results, folio: folioOf(subject.optionalText("licenseNumber")), comment: subject.optionalText("endorsementComment"),
    names: identifiers.filter((one) => one.type === "name" && !one.hashed).map((one) => one.value),
  };
}

/** The licence number where it is a folio of this registry, as it is spelled. @param {string | null} licence */
function folioOf(licence) {
  const cleaned = (licence ?? "").toUpperCase().replace(/[^\p{L}\p{N}]/gu, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return licence !== null && isFolio(cleaned) ? licence : null;
}

/** @param {Members} achievement @returns {Achievement} */
function achievementOf(achievement) {
  const creator = achievement.optionalObject("creator");
  achievement.object("criteria").optionalText("narrative");
  achievement.identifier("image");
  return {
    id: achievement.url("id"), name: achievement.text("name"), description: achievement.text("description"),
    type: achievement.optionalText("achievementType"), creator: creator ? profileOf(creator) : null,
    alignments: achievement.objects("alignment").map(alignmentOf),
    descriptions: achievement.objects("resultDescription").map(descriptionOf),
    endorsements: achievement.objects("endorsement").map((one) => one.members),
  };
}

/** @param {Members} alignment @returns {Alignment} */
function alignmentOf(alignment) {
  alignment.optionalText("targetFramework");
  return {
    name: alignment.text("targetName"), url: alignment.url("targetUrl"),
    type: alignment.optionalText("targetType"), code: alignment.optionalText("targetCode"),
  };
}

/** @param {Members} description @returns {ResultDescription} */
function descriptionOf(description) {
  description.optionalUrl("requiredLevel");
  description.optionalText("requiredValue");
  return {
    id: description.url("id"), name: description.text("name"), type: description.text("resultType"),
    levels: description.objects("rubricCriterionLevel").map((one) => ({ id: one.url("id"), name: one.text("name"), level: one.optionalText("level") })),
  };
}

/** @param {Members} result @returns {Result} */
function resultOf(result) {
  result.optionalText("status");
  return {
    description: result.optionalUrl("resultDescription"), value: result.optionalText("value"),
    achievedLevel: result.optionalUrl("achievedLevel"),
  };
}

/** @param {Members} status @returns {StatusEntry} */
function statusOf(status) {
  const types = status.texts("type");
  if (types.includes(REVOCATION_LIST)) return { type: REVOCATION_LIST, purpose: "revocation", index: null, listUrl: status.url("id") };
  const type = LISTED.find((one) => types.includes(one)) ?? null;
  status.optionalUrl("id");
  if (type === null) return { type: types.join(", ") || "?", purpose: null, index: null, listUrl: null };
  return { type, purpose: status.text("statusPurpose"), index: status.index("statusListIndex"), listUrl: status.url("statusListCredential") };
}

/** @param {Credential} credential @param {string} type @returns {Alignment[]} */
export const aligned = (credential, type) => credential.subject.achievement?.alignments.filter((one) => one.type === type) ?? [];
