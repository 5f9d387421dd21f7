// Comparing names as a person at a counter would: accents, case, blanks, order.

/** The words of a name without accents, case and punctuation. @param {string} name @returns {string[]} */
export function wordsOf(name) {
  const plain = name.toLowerCase().replaceAll("ß", "ss").normalize("NFKD").replace(/[\p{Mn}'’`´]/gu, "");
  return plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim().split(" ").filter((word) => word !== "");
}

/** @param {string} one @param {string} other */
export const sameName = (one, other) => wordsOf(one).join(" ") === wordsOf(other).join(" ");

/** Whether a typed name is the written one, whatever the order, or a part of it, or another. @param {string} typed @param {string} written @returns {"same" | "part" | "different"} */
export function compareNames(typed, written) {
  const [asked, found] = [wordsOf(typed), wordsOf(written)];
  if (!asked.length || !found.length) return "different";
  if (asked.length === found.length && within(asked, found)) return "same";
  const part = asked.length >= 2 && (within(asked, found) || (found.length >= 2 && within(found, asked)));
  return part ? "part" : "different";
}

/** Whether each of the words is among the others, as often. @param {string[]} few @param {string[]} many */
function within(few, many) {
  const left = [...many];
  return few.every((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

const CLOSENESS = ["different", "part", "same"];

/** ¿Es de esta persona? @param {import("./case.js").Case} given @param {import("./checks.js").Checks} checks */
export function checkPerson(given, checks) {
  const { kind, subject } = given.credential;
  if (kind !== "achievement" && kind !== "transcript") return;
  const holder = subject.names[0] ?? null;
  if (holder === null) return checks.notChecked("holder_match", "no_name");
  const asked = given.policy.asked;
  if (asked === null || !asked.trim()) return checks.notChecked("holder_match", "compare_with_id", { holder });
  const best = Math.max(...subject.names.map((name) => CLOSENESS.indexOf(compareNames(asked, name))));
  if (best === 2) return checks.passed("holder_match", "name_matches", { holder });
  if (best === 1) return checks.warning("holder_match", "name_partly_matches", { holder });
  return checks.failed("holder_match", "name_differs");
}
