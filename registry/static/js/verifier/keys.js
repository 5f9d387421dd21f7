// Public keys as Multikey, and ES256 by the browser's own WebCrypto.
import { Refused, concat, fromBase58btc, fromNumber, sha256, toNumber } from "./bytes.js";

// SEC 2, secp256r1.
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const P256_PREFIX = [0x80, 0x24];
const ED25519_PREFIX = [0xed, 0x01];
const POINT_BYTES = 33;
const SIGNATURE_BYTES = 64;

/** @typedef {{ algorithm: "P-256" | "Ed25519", raw: Uint8Array<ArrayBuffer>, multibase: string }} PublicKey */

/** A key of `publicKeyMultibase`. @param {unknown} text @returns {PublicKey} */
export function keyOf(text) {
  const bytes = fromBase58btc(text);
  const raw = bytes.slice(2);
  if (startsWith(bytes, P256_PREFIX) && raw.length === POINT_BYTES) {
    uncompressed(raw);
    return { algorithm: "P-256", raw, multibase: String(text) };
  }
  if (startsWith(bytes, ED25519_PREFIX) && raw.length === 32) return { algorithm: "Ed25519", raw, multibase: String(text) };
  throw new Refused("key_unreadable");
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {number[]} prefix */
const startsWith = (bytes, prefix) => prefix.every((byte, at) => bytes[at] === byte);

/** How a code on paper names its key. @param {PublicKey} key @returns {Promise<Uint8Array<ArrayBuffer>>} */
export const keyId = async (key) => (await sha256(key.raw)).slice(0, 8);

/** The whole point of a compressed one (SEC 1, 2.3.4), since not every browser takes those. @param {Uint8Array<ArrayBuffer>} point @returns {Uint8Array<ArrayBuffer>} */
function uncompressed(point) {
  const x = toNumber(point.slice(1));
  if ((point[0] !== 2 && point[0] !== 3) || x >= P) throw new Refused("key_unreadable");
  const square = (((x * x - 3n) * x + B) % P + P) % P;
  let y = power(square, (P + 1n) / 4n);
  if ((y * y) % P !== square) throw new Refused("key_unreadable");
  if ((y & 1n) !== BigInt(point[0] & 1)) y = P - y;
  return concat(Uint8Array.of(4), fromNumber(x, 32), fromNumber(y, 32));
}

/** @param {bigint} base @param {bigint} exponent @returns {bigint} */
function power(base, exponent) {
  let result = 1n;
  let factor = base % P;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * factor) % P;
    factor = (factor * factor) % P;
  }
  return result;
}

/**
 * Whether a signature of 64 bytes is by this key over these bytes.
 * @param {PublicKey} key @param {Uint8Array<ArrayBuffer>} signature @param {Uint8Array<ArrayBuffer>} signed @returns {Promise<boolean>}
 */
export async function es256(key, signature, signed) {
  if (key.algorithm !== "P-256" || signature.length !== SIGNATURE_BYTES) return false;
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const imported = await crypto.subtle.importKey("raw", uncompressed(key.raw), curve, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, imported, signature, signed);
}

/**
 * The same with Ed25519; null where this browser cannot.
 * @param {PublicKey} key @param {Uint8Array<ArrayBuffer>} signature @param {Uint8Array<ArrayBuffer>} signed @returns {Promise<boolean | null>}
 */
export async function ed25519(key, signature, signed) {
  if (key.algorithm !== "Ed25519") return false;
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key.raw, "Ed25519", false, ["verify"]);
  } catch {
    return null;
  }
  return crypto.subtle.verify("Ed25519", imported, signature, signed);
}
