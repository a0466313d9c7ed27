// A certificate as it reads on a terminal.
import type { ScenarioError } from "../error.ts";
import type { RunCertificate } from "../scenario/certify.ts";
import { shortNumber } from "./text-table.ts";

/** Lines of name and value, what is wrong first. */
export function certificateText(
  name: string,
  certificate: RunCertificate,
  refusal: ScenarioError | undefined,
): string {
  const verdict = refusal === undefined ? passedAs(certificate) : `REFUSED  ${refusal.message}`;
  const lines = rows(certificate).map(([label, value]) => `  ${label.padEnd(34)} ${value}`);
  const notes = certificate.notes.map((note) => `  note: ${note}`);
  return `${[`${name}: ${verdict}`, ...lines, ...notes].join("\n")}\n`;
}

function passedAs({ doublyStochastic, used }: RunCertificate): string {
  if (doublyStochastic) return "certified";
  return used ? "BIASED, allowed by allowBiasedMixing" : "not certified, and not used";
}

function rows(certificate: RunCertificate): [string, string][] {
  const { spectrum, singularValues, stationaryWeights } = certificate;
  const all: [string, string | undefined][] = [
    ["agents", shortNumber(certificate.agents)],
    ["W", kindOf(certificate)],
    ["window", certificate.window > 1 ? `${certificate.window} exchanges` : undefined],
    ["sigma = ‖W − J‖₂", String(certificate.sigma)],
    [
      "no symmetric W has less than",
      optional(certificate.sigmaBound ?? null, () => String(certificate.sigmaBound)),
    ],
    ["1 − sigma", shortNumber(certificate.oneMinusSigma)],
    ["sigma per round", certificate.gossipRounds > 1 ? String(certificate.sigmaPerRound) : undefined],
    ["spectral radius of W − J", String(certificate.spectralRadius)],
    ["λ₂, λ_min", optional(certificate.lambda2, () => `${certificate.lambda2}, ${certificate.lambdaMin}`)],
    [
      "|λ₂| towards 1πᵀ",
      certificate.doublyStochastic ? undefined : shortNumber(certificate.lambda2Modulus),
    ],
    ["effective neighbours", shortNumber(certificate.effectiveNeighbours)],
    [`rounds to ε = ${certificate.epsilon}`, shortNumber(certificate.predictedRounds)],
    ["FedNPG's step limit (theory)", shortNumber(certificate.stepSizeLimit)],
    ["found by", `${certificate.method}, residual ${shortNumber(certificate.residual)}`],
    ["stationary weights", biasOf(certificate.doublyStochastic, stationaryWeights)],
    ["spectrum", spectrum && listOf(spectrum)],
    ["singular values of W − J", singularValues && listOf(singularValues)],
  ];
  return all.filter((row): row is [string, string] => row[1] !== undefined);
}

function kindOf(c: RunCertificate): string {
  const sums = c.doublyStochastic
    ? "doubly stochastic"
    : c.rowStochastic
      ? "row stochastic"
      : c.columnStochastic
        ? "column stochastic"
        : "not stochastic";
  const shape = c.symmetric ? "symmetric" : c.normal ? "normal" : "not normal";
  return [
    sums,
    shape,
    c.connected ? "connected" : "NOT CONNECTED",
    c.supported ? "on the graph" : "OFF THE GRAPH",
  ].join(", ");
}

function optional<T>(value: T | null, text: () => string): string | undefined {
  return value === null ? undefined : text();
}

function biasOf(doublyStochastic: boolean, weights: readonly number[] | null): string | undefined {
  return doublyStochastic || weights === null ? undefined : listOf(weights);
}

/** Up to 20 entries; parts of complex numbers that are rounding are zeros, imaginary zeros are left out. */
function listOf(values: readonly (number | { readonly re: number; readonly im: number })[]): string {
  const part = (value: number) => (Math.abs(value) < 1e-14 ? 0 : value);
  const shown = values.slice(0, 20).map((value) => {
    if (typeof value === "number") return shortNumber(value);
    const [re, im] = [shortNumber(part(value.re)), shortNumber(Math.abs(part(value.im)))];
    return im === "0" ? re : `${re}${value.im < 0 ? "−" : "+"}${im}i`;
  });
  return shown.join(" ") + (values.length > 20 ? ` … (${values.length}; all with --json)` : "");
}
