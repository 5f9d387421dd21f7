// The headline of a report, the notes behind it, and the short answer to each question.
import { WITHDRAWN_BY_HOLDER } from "./current.js";
import { registeredNames } from "./issuer.js";
import { dayOf, fill, joined, same } from "./texts.js";

/** @typedef {import("./texts.js").Text} Text */
/** @typedef {import("./checks.js").Check} Check */
/** @typedef {import("./case.js").Case | null} MaybeCase */

const ACCREDITATION_NOTES = ["lapsed_since", "suspended_since", "revoked_since", "condition_overdue_since", "not_accredited_now", "status_unexplained"];
const LEADS = { achievement: "valid", accreditation: "valid_accreditation", endorsement: "valid_endorsement", transcript: "valid_transcript" };

/** @param {string} verdict @param {Check[]} checks @param {MaybeCase} given @param {any} words @returns {Text} */
export function leadOf(verdict, checks, given, words) {
  if (given === null) return notAuthentic(verdict, checks, words);
  const said = people(given, words);
  if (verdict === "valid") return fill(words.leads[LEADS[given.credential.kind]], said);
  const deciding = decidingCheck(verdict, checks);
  if (deciding === undefined) return given.standing === "outside" ? words.leads.outside : unverifiable(checks, words);
  return leadFor(deciding, said, words);
}

/** Who, when, by whom. The institution's name is the accredited one, not the one that the document claims. @param {import("./case.js").Case} given @param {any} words */
function people(given, words) {
  const { credential, root } = given;
  const names = root !== null && credential.issuer.id === root.did ? [root.name] : registeredNames(given);
  return {
    holder: credential.subject.names[0] || words.somebody,
    day: credential.awardedOn ?? dayOf(credential.validFrom),
    issuer: names[0] ?? (credential.issuer.name || credential.issuer.id),
    since: dayOf(credential.validFrom),
    until: credential.validUntil === null ? "—" : dayOf(credential.validUntil),
  };
}

/** @param {string} verdict @param {Check[]} checks @param {any} words @returns {Text} */
function notAuthentic(verdict, checks, words) {
  const failed = checks.find((one) => one.result === "failed");
  if (verdict !== "invalid" || !failed) return unverifiable(checks, words);
  if (failed.code === "signature_mismatch" || failed.code === "unsigned") return words.leads[failed.code];
  if (failed.code === "malformed") return fill(words.leads.malformed, { fault: failed.reason });
  return fill(words.leads.not_authentic, { reason: failed.reason });
}

/** Names the first thing that could not be checked, of those that decide. @param {Check[]} checks @param {any} words @returns {Text} */
function unverifiable(checks, words) {
  const decides = (/** @type {Check} */ one) => ["authentic", "current"].includes(one.question) || ["identity", "accredited_at_issue"].includes(one.id);
  const open = checks.filter((one) => one.result === "not_checked" && decides(one));
  // The key explains why the signature could not be checked; the other way round says nothing.
  const named = open.find((one) => one.id === "key") ?? open[0];
  return fill(words.leads.unverifiable, { reason: named?.reason ?? same("") });
}

/** The failed check that made the verdict. @param {string} verdict @param {Check[]} checks @returns {Check | undefined} */
function decidingCheck(verdict, checks) {
  const failed = checks.filter((one) => one.result === "failed");
  if (verdict === "invalid") {
    const first = ["identity", "log_inclusion", "accredited_at_issue"].map((id) => failed.find((one) => one.id === id)).find(Boolean);
    return first ?? failed.find((one) => one.code === "revoked");
  }
  if (verdict !== "authentic_not_current") return undefined;
  // What the institution did says more than the calendar.
  const current = failed.filter((one) => one.question === "current");
  return current.find((one) => one.id !== "validity_period") ?? current[0];
}

/** @param {Check} check @param {Record<string, unknown>} said @param {any} words @returns {Text} */
function leadFor(check, said, words) {
  if (Object.hasOwn(words.leads, check.code)) {
    const code = check.code === "revoked" && check.seen.reason === WITHDRAWN_BY_HOLDER ? "revoked_by_holder" : check.code;
    const text = fill(words.leads[code], { ...said, reason: check.reason });
    return check.question === "current" && check.id !== "validity_period" ? joined([text, check.reason]) : text;
  }
  return fill(words.leads[check.id === "log_inclusion" ? "not_logged" : "not_entitled"], { ...said, reason: check.reason });
}

/** What does not change the verdict and must still be known. @param {Check[]} checks @param {MaybeCase} given @param {string} verdict @param {any} words @returns {Text[]} */
export function notesOf(checks, given, verdict, words) {
  if (given === null || verdict === "invalid") return [];
  const byId = Object.fromEntries(checks.map((check) => [check.id, check]));
  const notes = [];
  if (byId.identity?.code === "name_differs") notes.push(fill(words.notes.issuer_name_differs, { name: byId.identity.seen.registeredName }));
  const now = byId.accredited_now;
  if (now && ACCREDITATION_NOTES.includes(now.code)) notes.push(fill(words.notes[now.code], { day: now.seen.since ?? "—" }));
  const standard = checks.find((one) => one.question === "standard" && one.result === "failed");
  if (standard) notes.push(fill(words.notes.standard_failed, { reason: standard.reason }));
  for (const [id, code] of [["requirements", "criteria_declared"], ["endorsement", "endorsement_failed"], ["holder_match", "name_differs"]]) {
    if (byId[id]?.code === code) notes.push(words.notes[code]);
  }
  return notes;
}

/** @typedef {{ question: string, state: string, asked: Text, answer: Text }} Answer */

/** One answer for each question that has a check. @param {Check[]} checks @param {MaybeCase} given @param {any} words @returns {Answer[]} */
export function answersOf(checks, given, words) {
  return Object.entries(words.questions).flatMap(([question, asked]) => {
    const own = checks.filter((one) => one.question === question);
    if (!own.length) return [];
    const [key, state] = question in RULES ? RULES[/** @type {keyof typeof RULES} */ (question)](own, given) : plain(own);
    return [{ question, state, asked, answer: words.answers[key] }];
  });
}

/** @param {Check[]} checks */
const worst = (checks) => ["failed", "not_checked", "warning"].find((result) => checks.some((one) => one.result === result)) ?? "passed";

/** @param {Check[]} checks @returns {[string, string]} */
function plain(checks) {
  const state = worst(checks);
  return [state === "failed" ? "no" : state === "not_checked" ? "not_checked" : "yes", state];
}

const RULES = {
  /** @param {Check[]} checks @param {MaybeCase} given @returns {[string, string]} */
  issuer(checks, given) {
    const [identity, then, now] = ["identity", "accredited_at_issue", "accredited_now"].map((id) => checks.find((one) => one.id === id));
    if (identity?.result === "failed") return ["no", "failed"];
    if (given?.standing === "authority") return ["authority", "passed"];
    if (given?.standing === "outside") return ["outside", "not_checked"];
    if (!then) return plain(checks.filter((one) => one.id === "identity"));
    if (then.result === "failed") return ["then_no", "failed"];
    if (then.result === "not_checked") return ["not_checked", "not_checked"];
    return [now?.result === "passed" ? "yes" : "then_yes", "passed"];
  },
  /** @param {Check[]} checks @returns {[string, string]} */
  current(checks) {
    const failed = checks.filter((one) => one.result === "failed");
    const telling = failed.find((one) => one.id !== "validity_period") ?? failed[0];
    return telling ? [telling.code, "failed"] : plain(checks);
  },
  /** @param {Check[]} checks @returns {[string, string]} */
  standard(checks) {
    const declared = checks.some((one) => one.code === "criteria_declared") && worst(checks) === "warning";
    return declared ? ["declared", "warning"] : plain(checks);
  },
  /** @param {Check[]} checks @returns {[string, string]} */
  person(checks) {
    const keys = { passed: "matches", warning: "partly", failed: "differs", not_checked: "compare" };
    return [keys[checks[0].result], checks[0].result];
  },
};
