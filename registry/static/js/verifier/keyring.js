// Which key a signature names, whose it is, and whether the signature is by it.
import { Refused, concat, fromBase64url } from "./bytes.js";
import { isObject } from "./json.js";
import { parseJwt, verifyJwt } from "./jose.js";
import { keyOf } from "./keys.js";

/** @typedef {import("./bundle.js").KeyPeriod} KeyPeriod */
/** `period` is null for a key that stands in its own name (did:key). @typedef {{ id: string, key: import("./keys.js").PublicKey, period: KeyPeriod | null }} FoundKey */
/** @typedef {{ code: string, result: "failed" | "not_checked", detail: string }} NoKey */
/** @typedef {{ result: "passed" | "failed" | "not_checked", code: string, key: FoundKey | NoKey | null }} Signed */

/** @param {FoundKey | NoKey | null} key @returns {key is FoundKey} */
export const isFound = (key) => key !== null && "id" in key;

/** A key that signs lists and events and must not sign documents. @param {FoundKey} found */
export const forStatusOnly = (found) => found.period?.use === "status";

/** The keys that the bundle holds. `root` is null once it has expired: then no key of the registry is known. */
export class Keyring {
  /** @param {import("./bundle.js").Bundle} bundle @param {import("./bundle.js").Root | null} root */
  constructor(bundle, root) {
    this.bundle = bundle;
    this.root = root;
  }

  /** @param {string} did @param {string} method @returns {FoundKey | NoKey} */
  find(did, method) {
    if (did.startsWith("https://")) return none("key_document_unreachable", "not_checked", "not_sought");
    const [issuer, named] = ofKeyItself(did, method);
    if (named.split("#")[0] !== issuer) return none("key_of_another", "failed");
    const known = this.all(issuer);
    if (!Array.isArray(known)) return known;
    return known.find((key) => key.id === named) ?? none("key_not_published", "failed");
  }

  /** The key of `did` that a JWT carries in place of naming it. @param {string} did @param {Record<string, any>} jwk @returns {FoundKey | NoKey} */
  match(did, jwk) {
    const raw = rawOf(jwk);
    if (raw === null) return none("key_unreadable", "not_checked");
    const known = did.startsWith("https://") ? none("key_document_unreachable", "not_checked", "not_sought") : this.all(did.split("#")[0]);
    if (!Array.isArray(known)) return known;
    return known.find(({ key }) => key.algorithm === "P-256" && key.raw.every((byte, at) => byte === raw[at])) ?? none("key_not_published", "failed");
  }

  /** @param {string} did @returns {FoundKey[] | NoKey} */
  all(did) {
    const periods = this.root !== null && did === this.root.did ? this.root.keys : this.bundle.keys.get(did);
    if (periods) return periods.map((period) => ({ id: period.id, key: period.key, period }));
    if (did.startsWith("did:key:")) return ofDidKey(did);
    return none(did.startsWith("did:web:") ? "did_unreachable" : "did_method_unknown", "not_checked", "not_in_bundle");
  }

  /** The key of the registry or the authority of that id. @param {string} kid @returns {KeyPeriod | null} */
  rooted(kid) {
    return this.receipts(kid) ?? this.root?.keys.find((one) => one.id === kid) ?? null;
  }

  /** @param {string} kid @returns {KeyPeriod | null} */
  receipts(kid) {
    return this.root?.receipts.find((one) => one.id === kid) ?? null;
  }
}

/** @param {string} code @param {"failed" | "not_checked"} result @param {string} [detail] @returns {NoKey} */
const none = (code, result, detail = "not_sought") => ({ code, result, detail });

/** A did:key has one key, so issuers write either name with or without its fragment. @param {string} did @param {string} method */
function ofKeyItself(did, method) {
  if (!did.startsWith("did:key:")) return [did, method];
  const bare = did.split("#")[0];
  return [bare, method === bare ? `${bare}#${bare.slice("did:key:".length)}` : method];
}

/** @param {string} did @returns {FoundKey[] | NoKey} */
function ofDidKey(did) {
  const text = did.slice("did:key:".length);
  try {
    return [{ id: `${did}#${text}`, key: keyOf(text), period: null }];
  } catch {
    return none("did_malformed", "failed");
  }
}

/** The compressed point of a JWK on P-256. @param {Record<string, any>} jwk @returns {Uint8Array<ArrayBuffer> | null} */
function rawOf(jwk) {
  try {
    const [x, y] = [fromBase64url(jwk.x), fromBase64url(jwk.y)];
    if (jwk.kty !== "EC" || jwk.crv !== "P-256" || x.length !== 32 || y.length !== 32) return null;
    return concat(Uint8Array.of(2 | (y[31] & 1)), x);
  } catch {
    return null;
  }
}

/** Verify what was presented with a key of `did`. @param {import("./read.js").Presented} presented @param {string} did @param {Keyring} keyring @returns {Promise<Signed>} */
export async function trySignature(presented, did, keyring) {
  const { jwt, fault } = presented;
  if (jwt === null) {
    if (fault === "suite_unknown") return { result: "not_checked", code: "suite_unknown", key: null };
    if (fault === "data_integrity" && presented.proofs.length) return { result: "not_checked", code: "not_in_browser", key: null };
    return { result: "failed", code: "unsigned", key: null };
  }
  const key = keyOfJwt(jwt, did, keyring);
  if (!isFound(key)) return { result: "not_checked", code: "no_key", key };
  if (await verifyJwt(jwt, key.key)) return { result: "passed", code: "signature_good", key };
  return { result: "failed", code: "signature_mismatch", key };
}

/** @param {import("./jose.js").Jwt} jwt @param {string} did @param {Keyring} keyring @returns {FoundKey | NoKey} */
function keyOfJwt(jwt, did, keyring) {
  const { kid, jwk } = jwt.header;
  if (typeof kid === "string") {
    // A name without a scheme is one in the issuer's own document (VC-JOSE-COSE 1.0, 3.3.2).
    const method = kid.includes(":") ? kid : `${did.split("#")[0]}#${kid.replace(/^#/, "")}`;
    return method.startsWith("did:") || method.startsWith("https://") ? keyring.find(did, method) : none("key_address_unknown", "not_checked");
  }
  return isObject(jwk) ? keyring.match(did, jwk) : none("key_not_named", "failed");
}

/**
 * What a compact JWS says, proved to be by a key of the root (`did` null) or of a DID at hand. Throws Refused: jws_malformed,
 * jws_key_unknown, jws_forged.
 * @param {string} text @param {string} type @param {Keyring} keyring
 * @returns {Promise<{ claims: Record<string, any>, period: KeyPeriod | null, did: string | null }>}
 */
export async function claimsOfJws(text, type, keyring) {
  let jws;
  try {
    jws = parseJwt(text);
  } catch {
    throw new Refused("jws_malformed");
  }
  const kid = jws.header.kid;
  if (jws.header.typ !== type || typeof kid !== "string") throw new Refused("jws_malformed");
  const rooted = keyring.rooted(kid);
  const did = rooted ? null : kid.split("#")[0];
  const found = rooted ? { id: rooted.id, key: rooted.key, period: rooted } : keyring.find(String(did), kid);
  if (!isFound(found)) throw new Refused("jws_key_unknown");
  if (!(await verifyJwt(jws, found.key))) throw new Refused("jws_forged");
  return { claims: jws.claims, period: found.period, did };
}
