// Sentences in both languages: filled with dates, numbers and names as each language writes them.

/** @typedef {{ es: string, en: string }} Text */
/** A moment: microseconds since 1970-01-01T00:00:00Z, exact to the year 2255. @typedef {number} Moment */

export const LANGUAGES = /** @type {const} */ (["es", "en"]);
const LOCALES = { es: "es-MX", en: "en-US" };
const CENTRAL_MEXICO = "America/Mexico_City";
const ZONE_NAME = { es: "hora del centro", en: "Mexico City" };
const STAMP = /^(-?\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
// Marks and overrides of writing direction (UAX #9): inside a name they turn round the sentence in which it stands.
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const MICROSECONDS = 1_000_000;
export const MINUTE = 60 * MICROSECONDS;
export const DAY = 86_400 * MICROSECONDS;

/** A calendar day, to be written as one. */
export class Day {
  /** @param {number} year @param {number} month from 1 @param {number} day */
  constructor(year, month, day) {
    this.utc = Date.UTC(year, month - 1, day);
  }
}

/** A moment to be written with its minute. */
export class Minute {
  /** @param {Moment} moment */
  constructor(moment) {
    this.ms = Math.floor(moment / 1000);
  }
}

/** The day on which a moment falls in central Mexico. @param {Moment} moment @returns {Day} */
export function dayOf(moment) {
  const parts = partsOf(Math.floor(moment / 1000), "en", { year: "numeric", month: "numeric", day: "numeric" });
  return new Day(Number(parts.year), Number(parts.month), Number(parts.day));
}

/** The day as its author wrote it. @param {string} text of `instant` @returns {Day} */
export function writtenDay(text) {
  const [year, month, day] = text.slice(0, 10).split("-").map(Number);
  return new Day(year, month, day);
}

/** A dateTimeStamp (XML Schema: always with its offset), or null for what is none. @param {string} text @returns {Moment | null} */
export function instant(text) {
  const found = STAMP.exec(text);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(ms);
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!real || year < 1000 || hour > 23 || minute > 59 || second > 59 || Number(found[9] ?? 0) > 23 || Number(found[10] ?? 0) > 59) return null;
  const offset = (Number(found[9] ?? 0) * 60 + Number(found[10] ?? 0)) * (found[8] === "-" ? -1 : 1);
  return (ms / 1000 - offset * 60) * MICROSECONDS + Number((found[7] ?? "").slice(0, 6).padEnd(6, "0"));
}

/** @param {number} ms @param {"es" | "en"} language @param {Intl.DateTimeFormatOptions} options @returns {Record<string, string>} */
function partsOf(ms, language, options) {
  const format = new Intl.DateTimeFormat(LOCALES[language], { timeZone: CENTRAL_MEXICO, ...options });
  return Object.fromEntries(format.formatToParts(ms).map((part) => [part.type, part.value]));
}

/** A stranger's text without what would change the direction of the words around it. @param {string} text @returns {string} */
export const oneDirection = (text) => text.replace(DIRECTION, "");

/** A value as a reader of that language expects it. @param {unknown} value @param {"es" | "en"} language @returns {string} */
export function spoken(value, language) {
  if (value instanceof Day) {
    return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "long", timeZone: "UTC" }).format(value.utc);
  }
  if (value instanceof Minute) return minuteOf(value, language);
  if (typeof value === "number") return new Intl.NumberFormat(LOCALES[language]).format(value);
  if (typeof value === "object" && value !== null && "es" in value && "en" in value) return String(/** @type {Text} */ (value)[language]);
  return oneDirection(String(value));
}

/** @param {Minute} minute @param {"es" | "en"} language @returns {string} */
function minuteOf(minute, language) {
  const parts = partsOf(minute.ms, language, {
    year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const time = `${parts.hour}:${parts.minute} (${ZONE_NAME[language]})`;
  if (language === "es") return `${parts.day} de ${parts.month} de ${parts.year}, ${time}`;
  return `${parts.month} ${parts.day}, ${parts.year}, ${time}`;
}

/** The sentence with its `{names}` filled, in both languages. @param {Text} text @param {Record<string, unknown>} [values] @returns {Text} */
export function fill(text, values = {}) {
  /** @param {"es" | "en"} language */
  const one = (language) => text[language].replace(/\{(\w+)\}/g, (_, name) => spoken(values[name], language));
  return { es: one("es"), en: one("en") };
}

/** @param {string} text @returns {Text} */
export const same = (text) => ({ es: text, en: text });

/** @param {Text[]} texts @param {string} [between] @returns {Text} */
export const joined = (texts, between = " ") => ({
  es: texts.map((text) => text.es).join(between), en: texts.map((text) => text.en).join(between),
});

// As Babel counts: a unit is used from 85 hundredths of it on.
const UNITS = /** @type {const} */ ([["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]]);

/** How long ago: «hace 3 días», “3 days ago”. @param {number} age microseconds @returns {Text} */
export function ago(age) {
  const seconds = Math.floor(Math.max(age, 0) / MICROSECONDS);
  const [unit, size] = UNITS.find(([, length]) => seconds / length >= 0.85) ?? ["second", 1];
  const count = Math.max(1, Math.round(seconds / size));
  /** @param {"es" | "en"} language */
  const one = (language) => new Intl.RelativeTimeFormat(LOCALES[language], { numeric: "always" }).format(-count, unit);
  return { es: one("es"), en: one("en") };
}
