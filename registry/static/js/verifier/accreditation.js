// What the authority has signed about an institution: proved, typed, and asked about a moment.
import { Refused, concat, utf8 } from "./bytes.js";
import { parseCredential } from "./credential.js";
import { isObject, strictJson } from "./json.js";
import { forStatusOnly, isFound, trySignature } from "./keyring.js";
import { Malformed, Members } from "./members.js";
import { readText } from "./read.js";

const MAX_ACCREDITATIONS = 100;
const STATE_OF = /** @type {Record<string, string>} */ ({ suspended: "suspended", revoked: "revoked", lapsed: "lapsed", superseded: "lapsed" });

/** @typedef {{ standard: string, profiles: string[], parts: string[] }} Grant */
/** @typedef {{ id: string, accreditation: string, number: string, authority: string, provider: string, names: string[], validFrom: number, validUntil: number, grants: Grant[], due: number | null }} Scope */
/** Where it stands at a moment, since when, and the reason's code. @typedef {{ state: string, since: number, reason: string | null }} Standing */

/** A proved accreditation with its proved events. */
export class Accreditation {
  /** @param {import("./credential.js").Credential} credential @param {Scope} scope @param {import("./events.js").Events} events */
  constructor(credential, scope, events) {
    this.credential = credential;
    this.scope = scope;
    this.events = events;
  }

  /** @param {string} standard @param {string | null} profile @param {string[]} parts */
  covers(standard, profile, parts) {
    return this.scope.grants.some((grant) => {
      if (grant.standard !== standard) return false;
      if (grant.profiles.length && (profile === null || !grant.profiles.includes(profile))) return false;
      return !grant.parts.length || (parts.length > 0 && parts.every((one) => grant.parts.includes(one)));
    });
  }

  /** @param {number} at @returns {Standing} */
  standing(at) {
    if (at < this.scope.validFrom) return { state: "not_yet", since: this.scope.validFrom, reason: null };
    const event = this.events.state(this.credential.id, this.credential.issuer.id, at);
    if (event !== null) return { state: STATE_OF[event.kind], since: event.at, reason: event.reason };
    if (at >= this.scope.validUntil) return { state: "lapsed", since: this.scope.validUntil, reason: null };
    const due = this.conditionOverdue(at);
    if (due !== null) return { state: "condition_overdue", since: due, reason: null };
    return { state: "in_force", since: this.scope.validFrom, reason: null };
  }

  /** @param {number} at @returns {number | null} */
  conditionOverdue(at) {
    const { due } = this.scope;
    const met = this.events.of(this.credential.id, this.credential.issuer.id).some((one) => one.kind === "condition_met" && one.at <= at);
    return due !== null && at > due && !met ? due : null;
  }
}

/**
 * Every accreditation at hand for `did`: those proved, and the codes of those that could not be.
 * @param {import("./bundle.js").Bundle} bundle @param {string} did @param {import("./keyring.js").Keyring} keyring
 * @param {import("./events.js").Events} events @returns {Promise<{ records: Accreditation[], unproved: string[] }>}
 */
export async function proveAccreditations(bundle, did, keyring, events) {
  /** @type {{ records: Accreditation[], unproved: string[] }} */
  const found = { records: [], unproved: [] };
  if (keyring.root === null) return found;
  for (const signed of (bundle.accreditations.get(did) ?? []).slice(0, MAX_ACCREDITATIONS)) {
    try {
      const credential = await prove(signed.jwt, keyring.root, keyring);
      found.records.push(new Accreditation(credential, await scopeOf(signed.scope, credential, did, keyring.root), events));
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Malformed)) throw error;
      found.unproved.push(error.code);
    }
  }
  return found;
}

/** @param {string} text @param {import("./bundle.js").Root} root @param {import("./keyring.js").Keyring} keyring */
async function prove(text, root, keyring) {
  const presented = readText(text);
  const credential = parseCredential(presented.document);
  if (credential.kind !== "accreditation" || credential.issuer.id !== root.did) throw new Refused("accreditation_not_by_authority");
  const { result, key } = await trySignature(presented, root.did, keyring);
  if (result !== "passed" || !isFound(key)) throw new Refused("accreditation_forged");
  // After a compromise the authority signs again; what the old key signed proves nothing, since dates are its claims.
  if (forStatusOnly(key) || key.period === null || key.period.compromised !== null) throw new Refused("accreditation_key");
  return credential;
}

/** @param {string} text @param {import("./credential.js").Credential} credential @param {string} did @param {import("./bundle.js").Root} root @returns {Promise<Scope>} */
async function scopeOf(text, credential, did, root) {
  const digest = await digestSri(utf8(text));
  const bound = credential.related.find((one) => one.digest === digest);
  if (!bound) throw new Refused("scope_digest");
  const value = strictJson(text);
  if (!isObject(value)) throw new Refused("not_an_object");
  const scope = parseScope(value);
  const consistent =
    bound.id === scope.id && scope.accreditation === credential.id && scope.authority === root.did &&
    scope.provider === did && credential.subject.id === did &&
    scope.validFrom === credential.validFrom && scope.validUntil === credential.validUntil;
  if (!consistent) throw new Refused("scope_contradicts");
  return scope;
}

/** Subresource integrity of a file, as VCDM 2.0 writes digestSRI. @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<string>} */
export async function digestSri(bytes) {
  const digest = concat(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

/** @param {Record<string, any>} document @returns {Scope} */
function parseScope(document) {
  const scope = new Members(document, "scope");
  const provider = scope.object("provider");
  scope.text("jurisdiction");
  const dues = scope.objects("conditions").map((one) => one.optionalMoment("due")).filter((due) => due !== null);
  return {
    id: scope.text("id"), accreditation: scope.text("accreditation"), number: scope.text("number"), authority: scope.text("authority"),
    provider: provider.text("id"), names: [provider.text("name"), provider.text("legalName")],
    validFrom: scope.moment("validFrom"), validUntil: scope.moment("validUntil"),
    grants: scope.objects("grants").map((one) => ({
      standard: one.object("standard").text("uri"), profiles: one.texts("profiles"), parts: one.texts("parts"),
    })),
    due: dues.length ? Math.max(...dues) : null,
  };
}
