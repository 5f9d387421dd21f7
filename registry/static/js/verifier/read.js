// From the bytes that somebody handed in to one presented credential: JSON, JWT, the code on paper, or a PDF.
import { Refused, fromBase64url, fromUtf8 } from "./bytes.js";
import { MAX_CREDENTIAL_BYTES, isObject, strictJson, strictJsonOf } from "./json.js";
import { parseJwt } from "./jose.js";
import { looksLikePaper, readPaper } from "./paper.js";
import { attachedTo } from "./pdf.js";

const MAX_FILE_BYTES = 10_000_000;
const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$/;
const CLAIMS = new Set(["iss", "jti", "nbf", "sub", "exp", "iat", "aud", "nonce", "cnf"]);
const NOTE_TYPE = "registry-registration-note+jws";
const ENDORSEMENT = "EndorsementCredential";
const MARKS = ["credentialSubject", "proof"];
const OLD_BADGE = new Set(["https://w3id.org/openbadges/v1", "https://w3id.org/openbadges/v2"]);
const ENVELOPES = ["data:application/vc+jwt,", "data:application/vc+jwt;base64,", "data:application/jwt,"];
const PICTURES = [[0x89, 0x50, 0x4e, 0x47], [0xff, 0xd8, 0xff], [0x47, 0x49, 0x46, 0x38], [0x52, 0x49, 0x46, 0x46]];

/**
 * What was handed in, before anything is verified. `document` are the claims without proof; `jwt` is null where there is
 * none that is verified here (`fault`: unsigned, suite_unknown, data_integrity); `note` and `countersignatures` came with it.
 * @typedef {{ document: Record<string, any>, form: "jwt" | "data_integrity" | "paper", jwt: import("./jose.js").Jwt | null,
 *   fault: string | null, proofs: any[], paper: import("./paper.js").PaperCode | null, note: string | null,
 *   countersignatures: string[] }} Presented
 */

/** @param {Partial<Presented>} members @returns {Presented} */
const presented = (members) => ({
  document: {}, form: "jwt", jwt: null, fault: null, proofs: [], paper: null, note: null, countersignatures: [], ...members,
});

/** @param {Uint8Array<ArrayBuffer>} bytes */
export const isPicture = (bytes) => PICTURES.some((start) => start.every((byte, at) => bytes[at] === byte));

/** @param {Uint8Array<ArrayBuffer>} bytes */
export const isPdf = (bytes) => /^\s*%PDF-/.test(String.fromCharCode(...bytes.subarray(0, 1024)));

/** The one credential in a file. Throws Refused, with a code of the catalogue of what is unreadable. @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<Presented>} */
export async function readBytes(bytes) {
  if (bytes.length > MAX_FILE_BYTES) throw new Refused("too_large", { size: bytes.length, limit: MAX_FILE_BYTES });
  if (isPdf(bytes)) return readPdf(bytes);
  if (isPicture(bytes)) throw new Refused("picture_not_read_here");
  if (bytes.length > MAX_CREDENTIAL_BYTES) throw new Refused("too_large", { size: bytes.length, limit: MAX_CREDENTIAL_BYTES });
  let text;
  try {
    text = fromUtf8(bytes);
  } catch {
    throw new Refused("not_utf8");
  }
  return readText(text);
}

/** @param {string} text @returns {Presented} */
export function readText(text) {
  const stripped = text.replace(/^[\s\ufeff]+|\s+$/g, "");
  if (!stripped) throw new Refused("empty");
  if (stripped.length > MAX_CREDENTIAL_BYTES) throw new Refused("too_large", { size: stripped.length, limit: MAX_CREDENTIAL_BYTES });
  if (/^[{[]/.test(stripped)) return fromObject(strictJson(stripped));
  if (looksLikePaper(stripped)) return presented({ form: "paper", paper: readPaper(stripped) });
  if (/^<(?:!doctype html|html)/i.test(stripped)) throw new Refused("html");
  if (stripped.startsWith("ey") && stripped.includes("~")) throw new Refused("selective_disclosure");
  if (JWT.test(stripped)) return fromJwt(stripped);
  if (stripped.startsWith("ey") && stripped.split(".").length === 3) throw new Refused("bad_jwt");
  throw new Refused("unknown_format");
}

/** The registration note of a text, or null. @param {string} text @returns {string | null} */
export function noteOf(text) {
  try {
    return parseJwt(text.trim()).header.typ === NOTE_TYPE ? text.trim() : null;
  } catch {
    return null;
  }
}

/** The certificate's JWT, which proves the same as the JSON beside it and can be verified here. @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<Presented>} */
async function readPdf(bytes) {
  const attached = await attachedTo(bytes);
  const notes = attached.map((one) => noteOf(one)).filter((one) => one !== null);
  const signed = attached.map((one) => one.trim()).filter((one) => noteOf(one) === null);
  const countersignatures = signed.filter(isCountersignature);
  const others = signed.filter((one) => !countersignatures.includes(one));
  const jwts = others.filter((one) => JWT.test(one));
  const chosen = jwts.length ? jwts : others.filter((one) => one.startsWith("{"));
  if (!chosen.length) throw new Refused("pdf_without_credential");
  if (chosen.length > 1) throw new Refused("several", { count: chosen.length });
  return { ...readText(chosen[0]), note: notes[0] ?? null, countersignatures };
}

/** @param {string} text */
function isCountersignature(text) {
  try {
    return JWT.test(text) && [parseJwt(text).claims.type].flat().includes(ENDORSEMENT);
  } catch {
    return false;
  }
}

/** Refuses what is data of another kind: a spoilt credential is judged, anything else is not called invalid. @param {Record<string, any>} members */
function requireCredential(members) {
  const [contexts, types] = [members["@context"], members.type].map((one) => [one].flat().filter((text) => typeof text === "string"));
  if (contexts.some((one) => OLD_BADGE.has(one))) throw new Refused("older_badge");
  const known = contexts.some((one) => one.includes("/credentials/v")) || types.some((one) => /(?:Credential|Presentation)$/.test(one));
  if (!known && !MARKS.some((name) => Object.hasOwn(members, name))) throw new Refused("not_a_credential");
}

/** @param {any} value @returns {Presented} */
function fromObject(value) {
  if (!isObject(value)) throw new Refused("not_an_object");
  requireCredential(value);
  const types = [value.type].flat();
  if (types.includes("EnvelopedVerifiableCredential")) {
    const start = ENVELOPES.find((one) => typeof value.id === "string" && value.id.startsWith(one));
    if (start === undefined) throw new Refused("unknown_format");
    return readText(value.id.slice(start.length));
  }
  if (types.includes("VerifiablePresentation") || types.includes("EnvelopedVerifiablePresentation")) throw new Refused("presentation");
  const { proof, ...document } = value;
  return presented({ document, form: "data_integrity", fault: "data_integrity", proofs: [proof ?? []].flat().filter(isObject) });
}

/** @param {string} text @returns {Presented} */
function fromJwt(text) {
  const { jwt, fault } = parsed(text);
  return presented({ document: documentOf(jwt?.claims ?? part(text, 1)), jwt: fault ? null : jwt, fault });
}

/** The JWT, or why there is none that is verified here. @param {string} text @returns {{ jwt: import("./jose.js").Jwt | null, fault: string | null }} */
function parsed(text) {
  try {
    const jwt = parseJwt(text);
    return { jwt, fault: jwt.header.alg === "ES256" ? null : "suite_unknown" };
  } catch (error) {
    if (error instanceof Refused && error.code === "algorithm_unknown") return { jwt: null, fault: "suite_unknown" };
    const algorithm = part(text, 0).alg ?? "none";
    if (!["", "none"].includes(String(algorithm).toLowerCase())) throw new Refused("bad_jwt");
    return { jwt: null, fault: "unsigned" };
  }
}

/** @param {string} text @param {number} place @returns {Record<string, any>} */
function part(text, place) {
  let value;
  try {
    value = strictJsonOf(fromBase64url(text.split(".")[place]));
  } catch {
    throw new Refused("bad_jwt");
  }
  if (!isObject(value)) throw new Refused("bad_jwt");
  return value;
}

/** The credential of a JWT: its claims without those that repeat members. @param {Record<string, any>} claims */
function documentOf(claims) {
  // A credential wrapped in "vc" is others' way; this registry's never are.
  if (isObject(claims.vc) && !("@context" in claims)) throw new Refused("unknown_format");
  const document = Object.fromEntries(Object.entries(claims).filter(([name]) => !CLAIMS.has(name)));
  requireCredential(document);
  return document;
}
