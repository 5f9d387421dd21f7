// The texts attached to a PDF: its embedded-file streams, found without reading the rest of it. Bounded.
import { Refused, fromUtf8, inflate } from "./bytes.js";
import { MAX_CREDENTIAL_BYTES } from "./json.js";

const MAX_STREAMS = 20;
const DICTIONARY = 2_000; // characters before "stream" in which its dictionary stands
const EMBEDDED = /\/Type\s*\/EmbeddedFile\b/g;

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<string[]>} */
export async function attachedTo(bytes) {
  // One character a byte, so that places in the text are places in the file.
  const text = new TextDecoder("latin1").decode(bytes);
  if (/\/Encrypt\s+\d+\s+\d+\s+R/.test(text.slice(-DICTIONARY))) throw new Refused("encrypted_pdf");
  const found = [];
  let count = 0;
  for (const match of text.matchAll(EMBEDDED)) {
    if ((count += 1) > MAX_STREAMS) break;
    const content = await streamAt(bytes, text, match.index);
    if (content !== null) found.push(content);
  }
  return found;
}

/** The text of the stream whose dictionary has a place in it; null for what is no text. @param {Uint8Array<ArrayBuffer>} bytes @param {string} text @param {number} place */
async function streamAt(bytes, text, place) {
  const start = text.lastIndexOf(" obj", place);
  const opens = text.indexOf("stream", place);
  if (start < 0 || opens < 0 || place - start > DICTIONARY || opens - place > DICTIONARY) return null;
  const dictionary = text.slice(start, opens);
  if (dictionary.includes("endobj")) return null;
  const from = opens + 6 + (text.startsWith("\r\n", opens + 6) ? 2 : 1);
  const length = /\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(dictionary);
  const until = length ? from + Number(length[1]) : text.indexOf("endstream", from);
  if (until < from || until > bytes.length) throw new Refused("damaged", { detail: "PDF" });
  const raw = bytes.subarray(from, until);
  const filter = /\/Filter\s*\[?\s*\/(\w+)/.exec(dictionary)?.[1];
  if (filter !== undefined && filter !== "FlateDecode") return null;
  try {
    return fromUtf8(filter ? await inflate(raw, "deflate", MAX_CREDENTIAL_BYTES) : raw);
  } catch (error) {
    if (error instanceof Refused && error.code === "compression") throw new Refused("damaged", { detail: "PDF" });
    if (error instanceof Refused) throw error;
    return null; // pictures and the like are no text
  }
}
