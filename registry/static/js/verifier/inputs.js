// What a person hands in, in a browser: files, a pasted text, a photograph of a code.
import { Refused, fromUtf8 } from "./bytes.js";
import { looksLikePaper } from "./paper.js";
import { isPicture, noteOf, readBytes, readText } from "./read.js";

const MAX_FILES = 4;
const MAX_NOTE_BYTES = 10_000;

/** The one credential of the files and the text, its registration note beside it. Throws Refused. @param {File[]} files @param {string} text @returns {Promise<import("./read.js").Presented>} */
export async function presentedBy(files, text) {
  if (files.length > MAX_FILES) throw new Refused("several", { count: files.length });
  const contents = await Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer())));
  const notes = contents.map(noteIn).filter((note) => note !== null);
  const credentials = contents.filter((bytes) => noteIn(bytes) === null);
  const pasted = text.trim() && !notes.length ? [text] : text.trim() && !credentials.length ? [text] : [];
  if (credentials.length + pasted.length > 1) throw new Refused("several", { count: credentials.length + pasted.length });
  const presented = credentials.length ? await ofFile(credentials[0]) : readText(pasted[0] ?? "");
  return { ...presented, note: presented.note ?? notes[0] ?? null };
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {string | null} */
function noteIn(bytes) {
  if (bytes.length > MAX_NOTE_BYTES) return null;
  try {
    return noteOf(fromUtf8(bytes));
  } catch {
    return null;
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function ofFile(bytes) {
  return isPicture(bytes) ? readText(await codeIn(bytes)) : readBytes(bytes);
}

/** The text of the one code of a certificate in a picture. @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<string>} */
async function codeIn(bytes) {
  try {
    const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
    const found = await new Detector({ formats: ["qr_code"] }).detect(await createImageBitmap(new Blob([bytes])));
    const codes = new Set(found.map((/** @type {any} */ code) => code.rawValue).filter(looksLikePaper));
    if (codes.size === 1) return [...codes][0];
  } catch {
    // This browser reads no codes, or this is no picture.
  }
  throw new Refused("picture_not_read_here");
}

/** What a refusal says, in both languages. @param {unknown} error @param {any} words @returns {import("./texts.js").Text} */
export function refusal(error, words) {
  const known = error instanceof Refused && Object.hasOwn(words.refusals, error.code);
  return words.refusals[known ? error.code : "unexpected"];
}
