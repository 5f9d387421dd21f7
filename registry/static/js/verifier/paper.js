// The code «Verificar sin conexión» of a certificate: read, not yet verified (docs/formats/paper-qr.md).
import { Refused, equalBytes, fromBase32, hex, sha256, toBase64url, utf8 } from "./bytes.js";
import { Tagged, decode } from "./cbor.js";
import { DAY, Day } from "./texts.js";

export const EXTERNAL_AAD = utf8("registry-paper-credential/v1\n");
export const CUT_MARK = "…";
const MAX_TEXT = 4_400;
const LAST_SECOND = 253_402_300_799;
const LAST_DAY = 2_932_896;
const LINK = /^https?:\/\/([^/?#\s]{1,255})\/q(?:\?[^#\s]{0,100})?#([a-z2-7\s]+)$/i;
const PROTECTED_START = Uint8Array.of(0xa2, 0x01, 0x26, 0x04, 0x48);
const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const FOLIO = 14;

/**
 * What a code says. Moments in microseconds; `folio` without hyphens; `definition` and `document` are the UUIDs' text.
 * @typedef {{ signedAt: number, document: string, holder: string, title: string, issuer: Uint8Array<ArrayBuffer>, achievedOn: Day,
 *   folio: string, validFrom: number, validUntil: number | null, loggedAt: number, listId: Uint8Array<ArrayBuffer>, listIndex: number,
 *   definition: string }} PaperClaims
 */
/** @typedef {{ claims: PaperClaims, keyId: Uint8Array<ArrayBuffer>, guarded: Uint8Array<ArrayBuffer>, payload: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer> }} PaperCode */

/** @param {string} text */
export const looksLikePaper = (text) => text.length <= MAX_TEXT && LINK.test(text.trim());

/** Throws Refused paper_unreadable. @param {string} text @returns {PaperCode} */
export function readPaper(text) {
  const found = text.length <= MAX_TEXT ? LINK.exec(text.trim()) : null;
  if (!found) return refuse("text");
  let bytes;
  try {
    bytes = fromBase32(found[2].replace(/\s+/g, "").toUpperCase());
  } catch {
    return refuse("base32");
  }
  const code = sign1(decode(bytes));
  return { ...code, claims: claimsOf(decode(code.payload)) };
}

/** @param {string} detail @returns {never} */
function refuse(detail) {
  throw new Refused("paper_unreadable", { detail });
}

/** @param {any} tagged */
function sign1(tagged) {
  if (!(tagged instanceof Tagged) || tagged.tag !== 18 || !Array.isArray(tagged.value)) return refuse("not a COSE_Sign1");
  const [guarded, open, payload, signature] = tagged.value;
  const bytes = [guarded, payload, signature].every((part) => part instanceof Uint8Array);
  if (tagged.value.length !== 4 || !bytes || !(open instanceof Map) || open.size || signature.length !== 64) return refuse("a COSE_Sign1 has four parts");
  if (guarded.length !== 13 || !equalBytes(guarded.subarray(0, 5), PROTECTED_START)) return refuse("other headers than algorithm and key");
  return { keyId: guarded.subarray(5), guarded, payload, signature };
}

/** @param {any} members @returns {PaperClaims} */
function claimsOf(members) {
  if (!(members instanceof Map) || members.get(0) !== 1 || [...members.keys()].some((key) => key > 14)) return refuse("version");
  const cut = members.has(14) ? whole(members, 14, 3) : 0;
  if (members.has(14) && cut === 0) return refuse("14");
  const folio = textOf(members, 7, FOLIO);
  if (!isFolio(folio)) return refuse("7");
  return {
    signedAt: moment(members, 1),
    document: `urn:uuid:${uuid(bytesOf(members, 2, 16, 16))}`,
    holder: textOf(members, 3, 120) + (cut & 1 ? CUT_MARK : ""),
    title: textOf(members, 4, 90) + (cut & 2 ? CUT_MARK : ""),
    issuer: bytesOf(members, 5, 8, 8),
    achievedOn: dayAfterEpoch(whole(members, 6, LAST_DAY)),
    folio,
    validFrom: moment(members, 8),
    validUntil: members.has(9) ? moment(members, 9) : null,
    loggedAt: moment(members, 10),
    listId: bytesOf(members, 11, 1, 24),
    listIndex: whole(members, 12, Number.MAX_SAFE_INTEGER),
    definition: uuid(bytesOf(members, 13, 16, 16)),
  };
}

/** @param {Map<number, any>} members @param {number} key @param {number} most @returns {number} */
function whole(members, key, most) {
  const value = members.get(key);
  return typeof value === "number" && value >= 0 && value <= most ? value : refuse(String(key));
}

/** @param {Map<number, any>} members @param {number} key @returns {number} */
const moment = (members, key) => whole(members, key, LAST_SECOND) * 1_000_000;

/** @param {number} days @returns {Day} */
function dayAfterEpoch(days) {
  const date = new Date((days * DAY) / 1000);
  return new Day(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

/** @param {Map<number, any>} members @param {number} key @param {number} least @param {number} most @returns {Uint8Array<ArrayBuffer>} */
function bytesOf(members, key, least, most) {
  /** @type {any} */
  const value = members.get(key);
  const fits = value instanceof Uint8Array && value.length >= least && value.length <= most;
  return fits ? /** @type {Uint8Array<ArrayBuffer>} */ (value) : refuse(String(key));
}

/** @param {Map<number, any>} members @param {number} key @param {number} most bytes @returns {string} */
function textOf(members, key, most) {
  const value = members.get(key);
  const fits = typeof value === "string" && value.trim() !== "" && utf8(value).length <= most && !UNFIT.test(value);
  return fits ? value : refuse(String(key));
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {string} */
const uuid = (bytes) => hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** A folio without hyphens: thirteen Crockford characters and their check character. @param {string} text @returns {boolean} */
export function isFolio(text) {
  const digits = [...text].map((character) => CROCKFORD.indexOf(character));
  if (digits.length !== FOLIO || digits.includes(-1)) return false;
  return digits.slice(0, -1).reduce((rest, digit) => (rest * 32 + digit) % 37, 0) === digits[FOLIO - 1];
}

/** @param {PaperClaims} claims @param {string} base */
export const listUrl = (claims, base) => `${base}/status/${toBase64url(claims.listId)}`;

/** @param {PaperClaims} claims @param {string} base */
export const definitionUrl = (claims, base) => `${base}/definitions/${claims.definition}`;

/** How a code names an issuer. @param {string} did @returns {Promise<Uint8Array<ArrayBuffer>>} */
export const didDigest = async (did) => (await sha256(utf8(did))).slice(0, 8);
