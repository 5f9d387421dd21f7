// ¿Cumple el estándar? The outcomes that it names, and the hours and levels that it states.
import { isVouched } from "./case.js";
import { TERMS, aligned } from "./credential.js";
import { standardLabel } from "./issuer.js";
import { fill, same } from "./texts.js";

/** @typedef {import("./case.js").Case} Case */
/** @typedef {import("./checks.js").Checks} Checks */

/** @param {Case} given @param {Checks} checks */
export function checkStandard(given, checks) {
  const { kind, subject } = given.credential;
  if (kind !== "achievement" || subject.achievement === null) return;
  if (given.standard === null) {
    if (isVouched(given.standing) && subject.achievement.type === TERMS.microcredential) checks.failed("alignment", "no_standard");
    return;
  }
  const standard = given.bundle.standards.get(given.standard.url);
  if (standard === undefined) {
    for (const id of ["alignment", "requirements"]) checks.notChecked(id, "standard_unreachable", { detail: checks.why("not_in_bundle"), next: checks.next("not_in_bundle") });
    return;
  }
  const profile = profileOf(given, standard);
  const unknown = given.parts.find((part) => !standard.parts.some((/** @type {any} */ one) => one.id === part.code));
  if (profile === undefined || unknown) {
    const name = unknown?.name ?? given.profile?.name ?? "—";
    checks.failed("alignment", "profile_unknown", { standard: `${standard.code} ${standard.version}`, profile: name });
    return;
  }
  const label = { es: `${standard.code} ${standard.version}, ${profile.title.es}`, en: `${standard.code} ${standard.version}, ${profile.title.en}` };
  checkAlignment(given, standard, profile, label, checks);
  checkRequirements(given, standard, profile, label, checks);
}

/** The profile that is named; where the standard has one alone, it need not be. @param {Case} given @param {any} standard */
function profileOf(given, standard) {
  if (given.profile === null) return standard.profiles.length === 1 ? standard.profiles[0] : undefined;
  return standard.profiles.find((/** @type {any} */ one) => one.id === given.profile?.code);
}

/** The parts that are named. @param {Case} given @param {any} standard @returns {any[]} */
function partsOf(given, standard) {
  const named = new Set(given.parts.map((part) => part.code ?? ""));
  return standard.parts.filter((/** @type {any} */ part) => named.has(part.id));
}

/** Those of the parts, or all that the profile requires. @param {Case} given @param {any} standard @param {any} profile @returns {Set<string>} */
function competencies(given, standard, profile) {
  const ofParts = partsOf(given, standard).flatMap((part) => part.competencies);
  return new Set(ofParts.length ? ofParts : Object.keys(profile.requiredLevels));
}

/** Every outcome of the profile and parts is named, and none that the standard has not. @param {Case} given @param {any} standard @param {any} profile @param {import("./texts.js").Text} label @param {Checks} checks */
function checkAlignment(given, standard, profile, label, checks) {
  const judged = competencies(given, standard, profile);
  const named = aligned(given.credential, TERMS.outcome);
  const urls = new Set(named.map((one) => one.url));
  const required = new Map(standard.outcomes
    .filter((/** @type {any} */ one) => judged.has(one.competency) && (!one.profiles.length || one.profiles.includes(profile.id)))
    .map((/** @type {any} */ one) => [one.uri, one]));
  const missing = [...required].filter(([uri]) => !urls.has(uri)).map(([, one]) => one.code);
  if (missing.length) return checks.failed("alignment", "outcomes_missing", { standard: label, codes: firstFew(missing) });
  const known = new Set(standard.outcomes.map((/** @type {any} */ one) => one.uri));
  const foreign = named.filter((one) => !known.has(one.url) && (one.code === null || one.code.startsWith(`${standard.code}-`)));
  if (foreign.length) return checks.failed("alignment", "outcomes_unknown", { standard: label, codes: firstFew(foreign.map((one) => one.code || one.url)) });
  return inForce(given, standard, label, required.size, checks);
}

/** The version was in force when the document was registered. @param {Case} given @param {any} standard @param {import("./texts.js").Text} label @param {number} count @param {Checks} checks */
function inForce(given, standard, label, count, checks) {
  const { inForceFrom: from, inForceUntil: until } = standard;
  if (given.loggedAt === null) {
    const bounded = from !== null || until !== null;
    if (isVouched(given.standing) && bounded) return checks.notChecked("alignment", "issue_time_unknown", { standard: label });
    return checks.passed("alignment", "aligned", { standard: label, count });
  }
  const outside = from === null || given.loggedAt < from || (until !== null && given.loggedAt >= until);
  if (outside) return checks.failed("alignment", "not_in_force", { standard: label });
  return checks.passed("alignment", "aligned", { standard: label, count });
}

/** @param {string[]} codes */
const firstFew = (codes) => (codes.length <= 6 ? codes.join(", ") : `${codes.slice(0, 6).join(", ")} …`);

/** Hours and levels reach the standard's minimums; what was declared is shown as declared. @param {Case} given @param {any} standard @param {any} profile @param {import("./texts.js").Text} label @param {Checks} checks */
function checkRequirements(given, standard, profile, label, checks) {
  const { requirementWords } = checks.words;
  const hours = hoursOf(given.credential);
  const parts = partsOf(given, standard);
  const required = parts.length ? parts.reduce((sum, part) => sum + part.hours, 0) : profile.hours;
  if (hours === null) return checks.failed("requirements", "not_stated", { what: requirementWords.hours });
  const assessed = hours === 0 && valueOf(given.credential, TERMS.mode) === "assessment_only";
  if (hours < required && !assessed) return checks.failed("requirements", "hours_short", { standard: label, hours, required });
  const levels = new Map(levelsOf(given.credential).map((one) => [one.competency, one]));
  const wanted = competencies(given, standard, profile);
  const judged = Object.entries(profile.requiredLevels).filter(([competency]) => wanted.has(competency));
  const absent = judged.map(([competency]) => competency).filter((one) => !levels.has(one)).sort();
  if (absent.length) return checks.failed("requirements", "not_stated", { what: fill(requirementWords.level, { competencies: same(absent.join(", ")) }) });
  /** @param {string} level */
  const rank = (level) => standard.levels.indexOf(level);
  const short = judged.filter(([competency, level]) => {
    const reached = rank(levels.get(competency)?.level ?? "");
    return reached < 0 || rank(String(level)) < 0 || reached < rank(String(level));
  });
  if (short.length) return checks.failed("requirements", "level_short", { standard: label, competencies: short.map(([one]) => one).sort().join(", ") });
  if (judged.some(([competency]) => levels.get(competency)?.basis !== "scored")) return checks.warning("requirements", "criteria_declared", { standard: label });
  return checks.passed("requirements", "requirements_met", { standard: label });
}

/** @typedef {import("./credential.js").Credential} Credential */

/** @param {Credential} credential @param {string} type @returns {string | null} */
export function valueOf(credential, type) {
  const wanted = new Set(credential.subject.achievement?.descriptions.filter((one) => one.type === type).map((one) => one.id));
  return credential.subject.results.find((one) => one.description !== null && wanted.has(one.description))?.value ?? null;
}

/** @param {Credential} credential @returns {number | null} */
export function hoursOf(credential) {
  const text = valueOf(credential, TERMS.hours);
  return text !== null && /^[+-]?\d{1,30}(\.\d{1,9})?$/.test(text) ? Number(text) : null;
}

/** The levels that it states, each scored or declared. @param {Credential} credential */
export function levelsOf(credential) {
  const described = new Map(credential.subject.achievement?.descriptions.filter((one) => one.type === TERMS.level).map((one) => [one.id, one]));
  return credential.subject.results.flatMap((result) => {
    const description = described.get(result.description ?? "");
    const level = description?.levels.find((one) => one.id === result.achievedLevel);
    if (!description || !level) return [];
    const [competency, ...rest] = description.name.split(". ");
    const code = level.id.startsWith(`${description.id}.`) ? level.id.slice(description.id.length + 1) : level.id;
    // Whatever does not say that it was scored was declared.
    return [{ competency, name: rest.join(". "), level: code, levelName: level.name, basis: result.value === "scored" ? "scored" : "declared" }];
  });
}
