// Compact JWS and JWT (RFC 7515, 7519): read, and verified with ES256 alone.
import { Refused, fromBase64url, utf8 } from "./bytes.js";
import { isObject, strictJsonOf } from "./json.js";
import { es256 } from "./keys.js";

const MEMBERS = new Set(["alg", "kid", "typ", "cty", "jwk"]);
const KNOWN = new Set(["ES256", "ES384", "EdDSA", "Ed25519", "RS256"]);
const MAX_HEADER_BYTES = 8_192;
export const MAX_JWT_BYTES = 4 * 1024 * 1024;

/** @typedef {{ header: Record<string, any>, claims: Record<string, any>, input: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer> }} Jwt */

/**
 * A compact JWT, not verified. Throws Refused: jose_malformed; algorithm_unknown for one that nobody verifies here.
 * @param {string} text @param {number} [limit] @returns {Jwt}
 */
export function parseJwt(text, limit = MAX_JWT_BYTES) {
  const parts = text.length > 2 * limit ? [] : text.split(".");
  if (parts.length !== 3 || parts.some((part) => !part)) throw new Refused("jose_malformed");
  let header, claims, signature;
  try {
    const written = fromBase64url(parts[0]);
    if (written.length > MAX_HEADER_BYTES) throw new Refused("jose_malformed");
    header = strictJsonOf(written);
    claims = strictJsonOf(fromBase64url(parts[1]));
    signature = fromBase64url(parts[2]);
  } catch {
    throw new Refused("jose_malformed");
  }
  if (!isObject(header) || !isObject(claims)) throw new Refused("jose_malformed");
  checkHeader(header);
  return { header, claims, input: utf8(`${parts[0]}.${parts[1]}`), signature };
}

/** @param {Record<string, any>} header */
function checkHeader(header) {
  const texts = ["kid", "typ", "cty"].every((name) => typeof (header[name] ?? "") === "string" && header[name] !== null);
  const foreign = Object.keys(header).some((name) => !MEMBERS.has(name));
  if (foreign || !texts || typeof header.alg !== "string" || header.alg.toLowerCase() === "none") throw new Refused("jose_malformed");
  if ("jwk" in header && !isObject(header.jwk)) throw new Refused("jose_malformed");
  if (!KNOWN.has(header.alg)) throw new Refused("algorithm_unknown");
}

/** Whether the JWT is signed by this key. @param {Jwt} jwt @param {import("./keys.js").PublicKey} key @returns {Promise<boolean>} */
export const verifyJwt = async (jwt, key) => jwt.header.alg === "ES256" && es256(key, jwt.signature, jwt.input);
