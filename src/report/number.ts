// Numbers as people read them.

/** The decimal exponent of a positive number: 0.02 → −2, 200 → 2. */
export function exponentOf(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

/** 10 to an integer power, correctly rounded. */
export function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}

/** `base` to a whole power ≥ 0 by repeated squaring. */
export function wholePower(base: number, power: number): number {
  let result = 1;
  let square = base;
  for (let rest = power; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/**
 * A number in at most `digits` significant digits, with an exponent where plain digits would not be
 * read.
 */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return String(value).replace("Infinity", "∞").replace("-", "−");
  if (value === 0) return "0";
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return minus(String(value));
  const rounded = Number(value.toPrecision(digits));
  const exponent = exponentOf(Math.abs(rounded));
  if (exponent >= -3 && exponent < 6) return minus(String(rounded));
  return minus(rounded.toExponential().replace("e+", "e"));
}

/** A whole number with its thousands set apart by thin spaces. */
export function formatCount(value: number): string {
  return minus(String(value).replace(/\B(?=(\d{3})+$)/g, "\u2009"));
}

const units = ["B", "kB", "MB", "GB", "TB", "PB"];

/** Bytes in decimal units, three significant digits: 1234567 → "1.23 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${formatNumber(bytes)} B`;
  const rounded = Number(bytes.toPrecision(3));
  const unit = Math.min(Math.floor(exponentOf(rounded) / 3), units.length - 1);
  return `${Number((rounded / powerOfTen(3 * unit)).toPrecision(3))} ${units[unit]}`;
}

/** A duration in the unit that reads best, three significant digits: 0.0421 → "42.1 ms". */
export function formatSeconds(seconds: number): string {
  const rounded = Number(seconds.toPrecision(3));
  if (rounded === 0) return "0 s";
  if (rounded < 1) return `${formatNumber(Number((1000 * rounded).toPrecision(3)))} ms`;
  if (rounded < 120) return `${formatNumber(rounded)} s`;
  if (rounded < 7200) return `${formatNumber(Number((rounded / 60).toPrecision(3)))} min`;
  return `${formatNumber(Number((rounded / 3600).toPrecision(3)))} h`;
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A power of ten as it stands on a logarithmic axis: −6 → "10⁻⁶". */
export function formatPowerOfTen(exponent: number): string {
  if (exponent === 0) return "1";
  if (exponent === 1) return "10";
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]);
  return `10${exponent < 0 ? "⁻" : ""}${digits.join("")}`;
}

// The typographic minus; the exponent keeps the hyphen, so that 1e-6 can be copied into a scenario.
function minus(text: string): string {
  return text.replace(/^-/, "−");
}
