// ¿Sigue vigente? The validity period, and what the status bit and the signed status events say together.
import { CLOCK_SKEW } from "./checks.js";
import { isVouched } from "./case.js";
import { ListReader } from "./status.js";
import { Minute, dayOf, same } from "./texts.js";

/** @typedef {import("./case.js").Case} Case */
/** @typedef {import("./checks.js").Checks} Checks */

const FAILS = /** @type {Record<string, [string, string]>} */ ({
  revoked: ["revocation", "revoked"], suspended: ["suspension", "suspended"],
  superseded: ["superseded", "superseded"], lapsed: ["revocation", "lapsed"],
});
/** The reason of the one revocation that is a holder's act: of a copy in a wallet. */
export const WITHDRAWN_BY_HOLDER = "withdrawn_by_holder";
const CLEAR = [["revocation", "not_revoked"], ["suspension", "not_suspended"], ["superseded", "not_superseded"]];

/** All checks of this question that apply. @param {Case} given @param {Checks} checks */
export async function checkCurrent(given, checks) {
  checkValidity(given, checks);
  const { credential } = given;
  const reader = new ListReader(credential.issuer.id, given.bundle, given.keyring, given.at);
  const readings = await Promise.all(credential.statuses.map((entry) => reader.read(entry)));
  if (!readings.length) {
    // An endorsement may do without; what people earn may not: without a status nobody could ever withdraw it.
    const result = credential.kind === "endorsement" ? "warning" : "not_checked";
    checks.make("revocation", "no_status_declared", result);
  } else if (isVouched(given.standing) && credential.statuses[0].type !== "1EdTechRevocationList") byBitAndEvents(given, readings[0], checks);
  else for (const reading of readings) byBitAlone(given, reading, checks);
}

/** @param {Case} given @param {Checks} checks */
function checkValidity(given, checks) {
  const { validFrom, validUntil } = given.credential;
  if (given.at + CLOCK_SKEW < validFrom) checks.failed("validity_period", "not_yet_valid", { since: dayOf(validFrom) });
  else if (validUntil === null) checks.passed("validity_period", "no_expiry", { since: dayOf(validFrom) });
  else if (validUntil < given.at) checks.failed("validity_period", "expired", { until: dayOf(validUntil) });
  else checks.passed("validity_period", "within_validity", { until: dayOf(validUntil) });
}

/** The rule for documents of this registry. @param {Case} given @param {import("./status.js").Reading} reading @param {Checks} checks */
function byBitAndEvents(given, reading, checks) {
  const { id, issuer } = given.credential;
  const holding = given.events.state(id, issuer.id, given.at);
  if (holding !== null && !lifted(holding, reading)) {
    const [check, code] = FAILS[holding.kind];
    const wording = code === "revoked" && holding.reason === WITHDRAWN_BY_HOLDER ? "revoked_by_holder" : code;
    checks.failed(check, code, { wording, day: dayOf(holding.at), reason: checks.label(holding.reason), seen: { ...reading.seen, reason: holding.reason } });
  } else if (reading.bit === null) for (const [check] of CLEAR) checks.notChecked(check, reading.code, said(given, reading, checks));
  else if (reading.bit) checks.failed("revocation", "status_set_kind_unknown", { seen: reading.seen });
  else for (const [check, code] of CLEAR) checks.passed(check, code, { signed: signedOn(reading), seen: reading.seen });
}

/** A suspension that a list signed later no longer shows, though its reinstatement is not at hand. @param {import("./events.js").StatusEvent} holding @param {import("./status.js").Reading} reading */
function lifted(holding, reading) {
  return holding.kind === "suspended" && reading.bit === false && reading.signedAt !== null && reading.signedAt > holding.at;
}

/** @param {import("./status.js").Reading} reading */
const signedOn = (reading) => (reading.signedAt === null ? "—" : new Minute(reading.signedAt));

/** @param {Case} given @param {import("./status.js").Reading} reading @param {Checks} checks */
function said(given, reading, checks) {
  const known = reading.last !== null && reading.lastAsOf !== null;
  const state = checks.words.states[reading.last ? "set" : "clear"];
  return {
    detail: checks.why(reading.detail), next: checks.next(reading.detail), seen: reading.seen,
    last: known ? checks.lastKnown(state, Number(reading.lastAsOf), given.at) : same(""),
    day: reading.staleSince === null ? "—" : dayOf(reading.staleSince),
  };
}

/** For issuers from outside: the bit means what its purpose says. @param {Case} given @param {import("./status.js").Reading} reading @param {Checks} checks */
function byBitAlone(given, reading, checks) {
  const suspension = reading.purpose === "suspension";
  const check = suspension ? "suspension" : "revocation";
  if (reading.bit === null) return checks.notChecked(check, reading.code, said(given, reading, checks));
  if (!suspension && reading.purpose !== "revocation") return checks.notChecked(check, "status_method_unknown", { seen: reading.seen });
  const code = suspension ? "suspended" : "revoked";
  if (reading.bit) return checks.failed(check, code, { wording: `${code}_undated`, seen: reading.seen });
  return checks.passed(check, `not_${code}`, { signed: signedOn(reading), seen: reading.seen });
}
