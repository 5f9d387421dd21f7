// The page that a certificate's code opens: verified here, by the registry's published bundle. What stands behind "#"
// is sent to nobody; only the bundle and the words are fetched, from the page's own site.
import { readBundle } from "./bundle.js";
import { Refused } from "./bytes.js";
import { refusal } from "./inputs.js";
import { readText } from "./read.js";
import { element, problem, rendered } from "./render.js";
import { fill } from "./texts.js";
import { verify } from "./verify.js";

const answer = /** @type {HTMLElement | null} */ (document.querySelector("[data-answer]"));
const language = document.documentElement.lang === "en" ? "en" : "es";

/** @param {string} url @returns {Promise<Response>} */
async function fetched(url) {
  const response = await fetch(url, { credentials: "omit", mode: "same-origin", redirect: "error" });
  if (!response.ok) throw new Refused("bundle_not_fetched");
  return response;
}

/** @param {HTMLElement} place */
async function answerIn(place) {
  if (location.hash.length < 2 || !globalThis.crypto?.subtle || !("DecompressionStream" in globalThis)) return;
  const { words, vocabularies, fingerprint } = await (await fetched(String(place.dataset.words))).json();
  try {
    const presented = readText(`${location.origin}/Q${location.hash}`);
    const data = new Uint8Array(await (await fetched(String(place.dataset.bundle))).arrayBuffer());
    const at = Date.now() * 1000;
    const bundle = await readBundle(data, { at, pinned: fingerprint });
    const report = await verify(presented, bundle, { words, vocabularies, at, asked: null });
    place.replaceChildren(element("h2", "", words.page.here[language]), rendered(report, { words, language, bundle }));
  } catch (error) {
    const text = fill(refusal(error, words), error instanceof Refused ? error.details : {});
    place.replaceChildren(problem(text, { words, language }));
  }
  place.hidden = false;
}

/** A page that cannot answer here still has the form below, which the registry answers. */
function begin() {
  if (answer) answerIn(answer).catch(() => undefined);
}

begin();
addEventListener("hashchange", begin);
