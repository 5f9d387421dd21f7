// What every check looks at: the credential, the bundle, and what was established before the check's turn.
import { TERMS, aligned } from "./credential.js";
import { proveAccreditations } from "./accreditation.js";
import { claimedTime, proveEvents } from "./events.js";
import { parseJwt } from "./jose.js";
import { Keyring } from "./keyring.js";

/** Who the issuer is to this registry. @typedef {"authority" | "registered" | "outside" | "unknown"} Standing */

/** @param {Standing} standing */
export const isVouched = (standing) => standing === "authority" || standing === "registered";

/** One verification. `loggedAt` is the proved time of issue, null while it is not proved; `missing` says why the accreditations are not to be had. */
export class Case {
  /**
   * @param {{ presented: import("./read.js").Presented, credential: import("./credential.js").Credential, bundle: import("./bundle.js").Bundle,
   *   policy: import("./checks.js").Policy, keyring: Keyring, standing: Standing, records: import("./accreditation.js").Accreditation[],
   *   unproved: string[], missing: string | null, events: import("./events.js").Events }} given
   */
  constructor(given) {
    this.presented = given.presented;
    this.credential = given.credential;
    this.bundle = given.bundle;
    this.policy = given.policy;
    this.at = given.policy.at;
    this.keyring = given.keyring;
    this.root = given.keyring.root;
    this.standing = given.standing;
    this.records = given.records;
    this.unproved = given.unproved;
    this.missing = given.missing;
    this.events = given.events;
    /** @type {number | null} */
    this.loggedAt = null;
  }

  get standard() {
    return aligned(this.credential, TERMS.standard)[0] ?? null;
  }

  get profile() {
    return aligned(this.credential, TERMS.profile)[0] ?? null;
  }

  get parts() {
    return aligned(this.credential, TERMS.part);
  }

  /** The proved accreditations whose scope has the credential's standard, profile and parts. */
  get covering() {
    const { standard, profile } = this;
    if (standard === null) return [];
    const parts = this.parts.map((part) => part.code ?? part.url);
    return this.records.filter((one) => one.covers(standard.url, profile?.code ?? null, parts));
  }
}

/**
 * Who the issuer is, and what is proved of it.
 * @param {import("./read.js").Presented} presented @param {import("./credential.js").Credential} credential
 * @param {import("./bundle.js").Bundle} bundle @param {import("./checks.js").Policy} policy
 * @param {{ standing?: Standing, loggedAt?: number }} [paper] what a code on paper says of itself @returns {Promise<Case>}
 */
export async function establish(presented, credential, bundle, policy, paper) {
  const root = bundle.root.expires < policy.at ? null : bundle.root;
  const keyring = new Keyring(bundle, root);
  const did = credential.issuer.id.split("#")[0];
  const embedded = [...credential.endorsements, ...(credential.subject.achievement?.endorsements ?? [])];
  const partners = [...embedded, ...presented.countersignatures.map(claimsOf)];
  const ids = [credential.id, ...(bundle.accreditationIds.get(did) ?? []), ...partners.map((one) => (typeof one.id === "string" ? one.id : null))];
  const events = await proveEvents(bundle, ids, keyring);
  // What was registered after the bundle was made cannot be in it.
  const registered = paper?.loggedAt ?? claimedTime(presented.note);
  const missing = registered !== null && registered > bundle.madeAt ? "bundle_older" : bundle.keys.has(did) ? null : "not_in_bundle";
  const proved = missing === null ? await proveAccreditations(bundle, did, keyring, events) : { records: [], unproved: [] };
  const standing = paper?.standing ?? standingOf(credential.issuer.id, root, proved.records.length > 0);
  return new Case({ presented, credential, bundle, policy, keyring, standing, missing, events, ...proved });
}

/** What a countersignature claims, unproved: to find its events. @param {string} text @returns {Record<string, any>} */
function claimsOf(text) {
  try {
    return parseJwt(text).claims;
  } catch {
    return {};
  }
}

/** @param {string} did @param {import("./bundle.js").Root | null} root @param {boolean} accredited @returns {Standing} */
function standingOf(did, root, accredited) {
  if (root === null) return "unknown";
  if (did === root.did) return "authority";
  // An institution with a domain of its own is of this registry by the authority's signature.
  return accredited || hosts(root, did) ? "registered" : "outside";
}

/** Whether the DID is one under this registry's host. @param {import("./bundle.js").Root} root @param {string} did */
export const hosts = (root, did) => did === root.did || did.startsWith(`${root.did}:`);
