// Status events and registration notes: which are proved, and what they say.
import { Refused, concat, equalBytes, fromBase64url, sha256, utf8 } from "./bytes.js";
import { CLOCK_SKEW } from "./checks.js";
import { jcs } from "./json.js";
import { claimsOfJws } from "./keyring.js";
import { Malformed, Members } from "./members.js";
import { Minute } from "./texts.js";

const KINDS = ["suspended", "reinstated", "revoked", "superseded", "lapsed", "condition_met"];
const FINAL = ["revoked", "superseded", "lapsed"];
const MAX_EVENTS = 500;
const LEAF_DOMAIN = utf8("registry/document-leaf/v1\n");

/** `did` is null for the authority and the registry itself. @typedef {{ document: string, kind: string, reason: string, at: number, did: string | null }} StatusEvent */

/** The proved events of a document and its issuer's accreditations, oldest first. */
export class Events {
  /** @param {StatusEvent[]} proved */
  constructor(proved) {
    this.proved = [...proved].sort((one, other) => one.at - other.at);
  }

  /** Those signed for its issuer, by the authority or by the registry: nobody else's word counts. @param {string} document @param {string} issuer */
  of(document, issuer) {
    return this.proved.filter((one) => one.document === document && (one.did === null || one.did === issuer));
  }

  /** The event that holds a document back at that moment, or null. @param {string} document @param {string} issuer @param {number} at */
  state(document, issuer, at) {
    /** @type {StatusEvent | null} */
    let holding = null;
    for (const event of this.of(document, issuer)) {
      if (event.at > at || (holding !== null && FINAL.includes(holding.kind))) break;
      if (event.kind === "reinstated") holding = null;
      else if (event.kind !== "condition_met") holding = event;
    }
    return holding;
  }
}

/** @param {import("./bundle.js").Bundle} bundle @param {(string | null)[]} ids @param {import("./keyring.js").Keyring} keyring @returns {Promise<Events>} */
export async function proveEvents(bundle, ids, keyring) {
  const texts = ids.flatMap((id) => (id === null ? [] : bundle.events.get(id) ?? [])).slice(0, MAX_EVENTS);
  const proved = await Promise.all(texts.map((text) => proveEvent(text, keyring)));
  return new Events(proved.filter((one) => one !== null));
}

/** @param {string} text @param {import("./keyring.js").Keyring} keyring @returns {Promise<StatusEvent | null>} */
async function proveEvent(text, keyring) {
  try {
    const { claims, period, did } = await claimsOfJws(text, "registry-status-event+jws", keyring);
    const members = new Members(claims, "event");
    const kind = members.text("kind");
    members.optionalUrl("successor");
    if (members.text("type") !== "StatusEvent" || !KINDS.includes(kind)) return null;
    const event = { document: members.url("document"), kind, reason: members.text("reason"), at: members.moment("at"), did };
    return period === null || inUse(period, event.at) ? event : null;
  } catch (error) {
    if (error instanceof Refused || error instanceof Malformed) return null;
    throw error;
  }
}

/** @param {import("./bundle.js").KeyPeriod} period @param {number} moment */
function inUse(period, moment) {
  const safe = period.compromised === null || moment < period.compromised;
  return period.since <= moment && safe && (period.until === null || moment < period.until);
}

/** When the note says that the document was registered, unproved: only to hold answers back. @param {string | null} note @returns {number | null} */
export function claimedTime(note) {
  try {
    const claims = note === null ? null : JSON.parse(new TextDecoder().decode(fromBase64url(note.split(".")[1])));
    return claims === null ? null : new Members(claims, "note").moment("loggedAt");
  } catch {
    return null;
  }
}

/**
 * The check *log_inclusion*, and the proved time of issue where there is one.
 * @param {import("./read.js").Presented} presented @param {import("./credential.js").Credential} credential
 * @param {import("./keyring.js").Keyring} keyring @param {import("./checks.js").Checks} checks @param {number} at @returns {Promise<number | null>}
 */
export async function proveRegistration(presented, credential, keyring, checks, at) {
  const id = "log_inclusion";
  if (keyring.root === null) {
    checks.notChecked(id, "root_unreachable");
    return null;
  }
  if (presented.note === null) {
    checks.notChecked(id, "log_unreachable", { detail: checks.why("not_with_document"), next: checks.next("not_with_document") });
    return null;
  }
  let note;
  try {
    note = await proveNote(presented.note, keyring);
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Malformed)) throw error;
    checks.notChecked(id, "note_unproven", { seen: { fault: error.code } });
    return null;
  }
  if (note.document !== credential.id || note.issuer !== credential.issuer.id) checks.notChecked(id, "note_of_another");
  else if (!(await opens(note, presented.document))) checks.failed(id, "leaf_differs");
  else if (note.loggedAt > at + CLOCK_SKEW) checks.failed(id, "not_logged_yet", { logged: new Minute(note.loggedAt) });
  else {
    checks.passed(id, "registered", { logged: new Minute(note.loggedAt) });
    return note.loggedAt;
  }
  return null;
}

/** @param {string} text @param {import("./keyring.js").Keyring} keyring */
async function proveNote(text, keyring) {
  const { claims, period } = await claimsOfJws(text, "registry-registration-note+jws", keyring);
  if (period === null || keyring.receipts(period.id) !== period) throw new Refused("note_key");
  const members = new Members(claims, "note");
  if (members.text("type") !== "RegistrationNote") throw new Refused("note_malformed");
  members.text("kind");
  const note = {
    document: members.url("document"), issuer: members.url("issuer"), loggedAt: members.moment("loggedAt"),
    leaf: fromBase64url(members.text("leaf")), salt: fromBase64url(members.text("salt")),
  };
  // Whoever holds a stolen receipts key can write any time into a note: none of its notes prove a time.
  if (period.compromised !== null || (period.until !== null && note.loggedAt >= period.until)) throw new Refused("note_key_not_in_use");
  return note;
}

/** Whether the note's leaf commits to this document. @param {{ leaf: Uint8Array<ArrayBuffer>, salt: Uint8Array<ArrayBuffer> }} note @param {Record<string, any>} document */
async function opens(note, document) {
  if (note.salt.length !== 32) return false;
  const leaf = await sha256(concat(LEAF_DOMAIN, note.salt, await sha256(jcs(document))));
  return equalBytes(leaf, note.leaf);
}
