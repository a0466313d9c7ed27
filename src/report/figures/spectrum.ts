// The eigenvalues of W: on the real line where all are real, in the complex plane otherwise.
import { formatCount, formatNumber } from "../number.ts";
import type { CertificateRecord, Eigenvalue } from "../report.ts";
import { palette, referenceColor } from "../theme.ts";
import type { Figure, Spec } from "./figure.ts";
import { barsOf } from "./histogram.ts";

const mostLines = 60;

/** An eigenvalue with how often it occurs. */
export interface Multiple {
  readonly re: number;
  readonly im: number;
  readonly count: number;
}

/**
 * The spectrum; where only lambda2 and lambdaMin are known, those and 1. Undefined where nothing is
 * known.
 */
export function spectrumFigure(certificate: CertificateRecord): Figure | undefined {
  const spec = spectrumSpec(certificate, 370);
  if (!spec) return undefined;
  const title = "Eigenvalues of W";
  return { name: "spectrum", title, caption: captionOf(certificate), spec: { ...spec, title } };
}

/** The drawing without a title, `width` pixels wide inside its axes. */
export function spectrumSpec(certificate: CertificateRecord, width: number): Spec | undefined {
  const eigenvalues = eigenvaluesOf(certificate);
  if (eigenvalues.length === 0) return undefined;
  const multiples = multiplesOf(eigenvalues);
  const real = multiples.every(({ im }) => im === 0);
  return real ? realLine(certificate, multiples, width) : complexPlane(certificate, multiples, width);
}

/** The known eigenvalues: the whole spectrum, or 1, lambda2 and lambdaMin. */
export function eigenvaluesOf({ spectrum, lambda2, lambdaMin }: CertificateRecord): readonly Eigenvalue[] {
  if (spectrum && spectrum.length > 0) return spectrum;
  const ends = [lambda2, lambdaMin].filter((value) => typeof value === "number");
  return ends.length === 0 ? [] : [1, ...ends];
}

/**
 * Eigenvalues that agree to `tolerance` counted together, in ascending order; the first of them stands
 * for all.
 */
export function multiplesOf(eigenvalues: readonly Eigenvalue[], tolerance = 1e-9): Multiple[] {
  const sorted = eigenvalues
    .map((value) => (typeof value === "number" ? { re: value, im: 0 } : value))
    .map(({ re, im }) => ({ re, im: Math.abs(im) <= tolerance ? 0 : im }))
    .sort((a, b) => a.re - b.re || a.im - b.im);
  const found: { re: number; im: number; count: number }[] = [];
  for (const { re, im } of sorted) {
    const near = found.findLast(
      (f) => Math.abs(f.im - im) <= tolerance && Math.abs(f.re - re) <= tolerance,
    );
    if (near) near.count++;
    else found.push({ re, im, count: 1 });
  }
  return found;
}

function realLine(certificate: CertificateRecord, multiples: readonly Multiple[], width: number): Spec {
  const { sigma, spectrum } = certificate;
  const left = multiples.reduce((low, { re }) => Math.min(low, re), sigma === null ? 0 : -sigma);
  const line = {
    type: "quantitative",
    title: "eigenvalue",
    scale: { domain: [left - 0.1, 1.05], nice: false },
    axis: { grid: false },
  };
  const known = spectrum !== undefined && spectrum !== null && spectrum.length > 0;
  const layers =
    multiples.length > mostLines ? barLayers(multiples, line) : lineLayers(multiples, line, known);
  return { width, height: 250, layer: [...band(sigma, line), ...layers] };
}

function lineLayers(multiples: readonly Multiple[], line: Spec, known: boolean): Spec[] {
  const most = multiples.reduce((high, { count }) => Math.max(high, count), 1);
  const height = {
    field: "count",
    type: "quantitative",
    title: known ? "how often" : null,
    scale: { domain: [0, most * 1.15], nice: false },
    axis: known ? { tickMinStep: 1, format: "d", tickCount: 5 } : null,
  };
  const place = { x: { field: "re", ...line }, y: height };
  const data = { values: multiples };
  return [
    {
      data,
      mark: { type: "rule", color: palette[0], strokeWidth: 2 },
      encoding: { ...place, y2: { datum: 0 } },
    },
    { data, mark: { type: "circle", color: palette[0], size: 60, opacity: 1 }, encoding: place },
  ];
}

// Too many to tell apart: how many lie where.
function barLayers(multiples: readonly Multiple[], line: Spec): Spec[] {
  const values = multiples.flatMap(({ re, count }) => new Array<number>(count).fill(re));
  const bars = barsOf(values, false, 50).filter(({ count }) => count > 0);
  const most = bars.reduce((high, { count }) => Math.max(high, count), 0);
  const scale = { domain: [0, most * 1.15], nice: false };
  const height = {
    field: "count",
    type: "quantitative",
    title: "eigenvalues",
    scale,
    axis: { tickCount: 5 },
  };
  return [
    {
      data: { values: bars },
      mark: { type: "rect", color: palette[0], stroke: "#ffffff", strokeWidth: 0.5 },
      encoding: { x: { field: "from", ...line }, x2: { field: "to" }, y: height, y2: { datum: 0 } },
    },
  ];
}

// All eigenvalues but the first lie within ±sigma.
function band(sigma: number | null, line: Spec): Spec[] {
  if (sigma === null) return [];
  const label = `σ = ${formatNumber(sigma)}`;
  const dashed = { type: "rule", color: palette[1], strokeDash: [5, 4], strokeWidth: 1.5 };
  const side = sigma < 0.4 ? { align: "left", dx: 5 } : { align: "right", dx: -5 };
  return [
    {
      data: { values: [{ at: -sigma }, { at: sigma }] },
      mark: dashed,
      encoding: { x: { field: "at", ...line } },
    },
    {
      data: { values: [{ at: sigma, label }] },
      mark: { type: "text", color: palette[1], baseline: "top", fontSize: 12, y: 2, ...side },
      encoding: { x: { field: "at", ...line }, text: { field: "label", type: "nominal" } },
    },
  ];
}

function complexPlane(certificate: CertificateRecord, multiples: readonly Multiple[], width: number): Spec {
  const { sigma } = certificate;
  const reach = multiples.reduce(
    (far, { re, im }) => Math.max(far, Math.sqrt(re * re + im * im)),
    sigma ?? 0,
  );
  const end = 1.08 * Math.max(1, reach);
  const channel = (field: string, title: string) => ({
    field,
    type: "quantitative",
    title,
    scale: { domain: [-end, end], nice: false },
    axis: { tickCount: 5 },
  });
  const place = {
    x: channel(
      "re",
      sigma === null ? "real part" : `real part (dashed: radius σ = ${formatNumber(sigma)})`,
    ),
    y: channel("im", "imaginary part"),
  };
  const side = Math.min(width, 350);
  const points = {
    data: { values: multiples },
    mark: { type: "circle", color: palette[0], size: multiples.length > 100 ? 22 : 60, opacity: 1 },
    encoding: place,
  };
  const unit = circle(place, 1, referenceColor, [1, 0]);
  if (sigma === null) return { width: side, height: side, layer: [unit, points] };
  const dashed = circle(place, sigma, palette[1], [5, 4]);
  return { width: side, height: side, layer: [unit, dashed, points] };
}

function circle(place: Spec, radius: number, color: string, strokeDash: readonly number[]): Spec {
  const values = Array.from({ length: 121 }, (_, k) => {
    const angle = (2 * Math.PI * k) / 120;
    return { k, re: radius * Math.cos(angle), im: radius * Math.sin(angle) };
  });
  return {
    data: { values },
    mark: { type: "line", color, strokeDash, strokeWidth: 1.5 },
    encoding: { ...place, order: { field: "k", type: "quantitative" } },
  };
}

function captionOf(certificate: CertificateRecord): string {
  const { sigma, spectralRadius, spectrum } = certificate;
  const count = multiplesOf(eigenvaluesOf(certificate)).length;
  const known = spectrum && spectrum.length > 0;
  const what = known
    ? `${formatCount(count)} distinct eigenvalues`
    : "Only the ends of the spectrum were computed";
  if (sigma === null) return `${what}.`;
  const radius =
    typeof spectralRadius === "number" && Math.abs(spectralRadius - sigma) > 1e-9
      ? ` The spectral radius of W − 11ᵀ/N is ${formatNumber(spectralRadius)}: W is not normal.`
      : "";
  return `${what}; orange: σ = ‖W − 11ᵀ/N‖₂ = ${formatNumber(sigma)}.${radius}`;
}
