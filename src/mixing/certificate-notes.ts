// The sentences of a certificate: what its numbers do not say by themselves.
import type { Complex } from "../math/dense-spectrum.ts";
import { modulus } from "../math/dense-spectrum.ts";
import type { Certificate, ResolvedOptions } from "./certificate.ts";
import type { RoundContraction } from "./rounds.ts";

type Draft = Omit<Certificate, "notes">;

/** The notes that apply to a certificate, in the order of its keys. */
export function notesOn(
  draft: Draft,
  round: RoundContraction,
  options: ResolvedOptions,
): readonly string[] {
  return [
    ...windowNotes(draft),
    ...weightNotes(draft),
    ...graphNotes(draft),
    ...spectrumNotes(draft),
    ...neighbourNotes(draft),
    ...roundNotes(draft),
    ...stepNotes(draft, round, options),
  ];
}

function windowNotes({ window, predictedRounds }: Draft): string[] {
  if (window === 1) return [];
  const product = `spectral quantities are those of the product over ${window} exchanges`;
  const rounds = predictedRounds === null ? "" : "; predictedRounds counts whole windows";
  return [`the topology varies: ${product}${rounds}`];
}

function weightNotes({ rowStochastic, columnStochastic, nonNegative, stationaryWeights }: Draft): string[] {
  const notes: string[] = [];
  if (rowStochastic && !columnStochastic) {
    notes.push(
      stationaryWeights === null
        ? "columns do not sum to 1: what agents agree on, if anything, is not the average"
        : "columns do not sum to 1: agents agree on the average weighted by stationaryWeights",
    );
  }
  if (columnStochastic && !rowStochastic) {
    notes.push("rows do not sum to 1: the sum is kept, but agents do not agree on it");
  }
  if (!rowStochastic && !columnStochastic) notes.push("neither rows nor columns sum to 1");
  if (!nonNegative) notes.push("some weights are negative: a mix can leave the range of its inputs");
  return notes;
}

function graphNotes({ agents, connected, components }: Draft): string[] {
  if (connected) return [];
  if (components === agents) return ["no agent hears another: everyone learns alone"];
  if (components > 1) return [`the graph falls into ${components} parts that never hear of each other`];
  return ["some agents never hear of others: the directed graph is not strongly connected"];
}

function spectrumNotes(draft: Draft): string[] {
  const { converged, normal, lambdaMin, residual, doublyStochastic } = draft;
  const notes: string[] = [];
  if (!converged) notes.push(`the spectrum has not converged: residual ${residual.toExponential(1)}`);
  if (!normal && doublyStochastic) {
    notes.push("W is not normal: sigma bounds one exchange, spectralRadius is the rate in the long run");
  }
  if (lambdaMin !== null && lambdaMin <= -0.5 && lambdaMin > -1) {
    notes.push(
      `lambdaMin ${lambdaMin.toFixed(3)}: a mode changes sign every exchange, which lowers the largest ` +
        "stable step of gradient tracking; the option lazy raises it",
    );
  }
  if (draft.spectralRadiusResidual > 1e-6) {
    notes.push(`spectralRadius is known to ±${draft.spectralRadiusResidual.toExponential(0)} only`);
  }
  return [...notes, ...rotationNotes(draft)];
}

/**
 * Complex eigenvalues turn by their angle in each exchange; those that turn faster than they decay
 * destabilise.
 */
function rotationNotes({ symmetric, normal, doublyStochastic, sigma, spectrum }: Draft): string[] {
  if (symmetric || !normal || !doublyStochastic || sigma === 0) return [];
  const sentence = "slow modes rotate (complex eigenvalues): sigma alone does not predict stability";
  if (spectrum === undefined) return [`W is not symmetric: ${sentence.replace("rotate", "may rotate")}`];
  const rotates = (spectrum as readonly Complex[])
    .slice(1)
    .some((value) => modulus(value) >= 0.95 * sigma && Math.abs(value.im) > 1 - modulus(value));
  return rotates ? [sentence] : [];
}

function neighbourNotes({ effectiveNeighboursError: error, gammaEffective }: Draft): string[] {
  if (error === null || error === 0) return [];
  const spread = `standard error ${error.toPrecision(2)}`;
  return [`effectiveNeighbours is an estimate at discount ${gammaEffective}: ${spread}`];
}

function roundNotes({ predictedRounds, doublyStochastic, spectralRadius }: Draft): string[] {
  if (!doublyStochastic || predictedRounds !== null) return [];
  return spectralRadius >= 1 - 1e-12
    ? ["powers of W do not tend to the average: no number of rounds is enough"]
    : ["predictedRounds is left out: powers of a large W that is not normal take too long"];
}

function stepNotes(
  { doublyStochastic, stepSizeLimit, symmetric, temperature, sigmaPerRound, discount }: Draft,
  round: RoundContraction,
  { discountKnown, actionsKnown, actions }: ResolvedOptions,
): string[] {
  if (!doublyStochastic) return [];
  if (!round.fixed) return ["stepSizeLimit is left out: the theory covers the same W in every round only"];
  if (stepSizeLimit === null) {
    if (sigmaPerRound >= 1) return ["stepSizeLimit is left out: the theory needs sigma below 1"];
    return ["stepSizeLimit is unlimited: the theory covers every step size here"];
  }
  const notes: string[] = [];
  if (!discountKnown) notes.push(`stepSizeLimit assumes a discount of ${discount}`);
  if (temperature > 0 && !actionsKnown) notes.push(`stepSizeLimit assumes ${actions} actions`);
  if (!symmetric) notes.push("stepSizeLimit is proved for symmetric W only");
  return notes;
}
