// Puts the certificate together from its parts.
import { ScenarioError } from "../error.ts";
import type { Certificate, CertificateOptions, ResolvedOptions } from "./certificate.ts";
import { resolveOptions } from "./certificate.ts";
import { notesOn } from "./certificate-notes.ts";
import { effectiveNeighbours } from "./effective-neighbours.ts";
import type { Mixing } from "./mixing.ts";
import { exchangesTo } from "./predicted-rounds.ts";
import type { RoundContraction } from "./rounds.ts";
import { roundContraction } from "./rounds.ts";
import { DENSE_LIMIT } from "./spectrum/rounding.ts";
import type { SpectralSummary } from "./spectrum/spectrum.ts";
import { spectrumOf } from "./spectrum/spectrum.ts";
import type { StationaryWeights } from "./stationary-weights.ts";
import { stationaryWeightsOf } from "./stationary-weights.ts";
import { stepLimit } from "./step-limit.ts";
import type { Stochasticity } from "./stochasticity.ts";
import { stochasticityOf } from "./stochasticity.ts";
import type { Connectivity } from "./support.ts";
import { connectivityOf, unsupportedEntry } from "./support.ts";
import type { MixingWindow } from "./window.ts";
import { windowOf } from "./window.ts";

/** Largest N for whole spectra on request. */
const SPECTRUM_LIMIT = 2000;

/**
 * Certifies a mixing; see {@link Certificate} for what is found. Deterministic: equal weights give equal
 * certificates.
 *
 * @throws ScenarioError at "mixing" where a weight is not a finite number
 */
export function certify(mixing: Mixing, options: CertificateOptions = {}): Certificate {
  const resolved = resolveOptions(options);
  const window = windowOf(mixing);
  const facts = stochasticityOf(window);
  requireFinite(facts);
  const connectivity = connectivityOf(window);
  const stationary =
    facts.rowStochastic && !facts.doublyStochastic && connectivity.connected
      ? stationaryWeightsOf(window, facts.nonNegative)
      : undefined;
  const spectral = spectrumOf(window.operator, {
    ...facts,
    denseLimit: resolved.spectrum ? SPECTRUM_LIMIT : DENSE_LIMIT,
    reversible: stationary?.reversible ? stationary.weights : undefined,
    closedForm: resolved.closedForm,
  });
  const round = roundContraction(window, spectral, facts, resolved.gossipRounds);
  const draft = {
    agents: window.agents,
    window: window.steps.length,
    gossipRounds: resolved.gossipRounds,
    ...weightsPart(facts),
    ...supportPart(window, mixing, connectivity),
    ...spectralPart(spectral, round, facts),
    stationaryWeights: stationaryPart(stationary, facts, window.agents),
    ...predictionPart(window, facts, spectral, round, resolved),
    ...wholeSpectrum(spectral, resolved),
    ...(mixing.sigmaBound !== undefined && { sigmaBound: mixing.sigmaBound }),
  };
  const notes = notesOn(draft, round, resolved);
  return resolved.spectrum === true && window.agents > SPECTRUM_LIMIT
    ? { ...draft, notes: [...notes, `the whole spectrum is left out beyond ${SPECTRUM_LIMIT} agents`] }
    : { ...draft, notes };
}

/**
 * What a certificate says of sums, support and connectivity: one pass over the weights, no spectrum.
 * @throws ScenarioError at "mixing" where a weight is not a finite number
 */
export function weightFacts(mixing: Mixing) {
  const window = windowOf(mixing);
  const facts = stochasticityOf(window);
  requireFinite(facts);
  return {
    agents: window.agents,
    window: window.steps.length,
    ...weightsPart(facts),
    ...supportPart(window, mixing, connectivityOf(window)),
  };
}

function requireFinite({ worstRow, worstColumn }: Stochasticity): void {
  for (const [name, { agent, sum }] of Object.entries({ row: worstRow, column: worstColumn })) {
    if (Number.isFinite(sum)) continue;
    throw new ScenarioError("mixing", `${name} ${agent} with sum ${sum}`, "finite weights");
  }
}

function weightsPart(facts: Stochasticity) {
  const { worstRow, worstColumn, ...flags } = facts;
  return {
    ...flags,
    worstRow: worstRow.agent,
    worstRowSum: worstRow.sum,
    worstRowStep: worstRow.step,
    worstColumn: worstColumn.agent,
    worstColumnSum: worstColumn.sum,
    worstColumnStep: worstColumn.step,
  };
}

function supportPart(window: MixingWindow, mixing: Mixing, connectivity: Connectivity) {
  const unsupported = unsupportedEntry(window, mixing.topology) ?? null;
  return {
    supported: unsupported === null,
    unsupported,
    connected: connectivity.connected,
    components: connectivity.componentSizes.length,
    componentSizes: connectivity.componentSizes.slice(0, 10),
    separated: connectivity.separated,
  };
}

function spectralPart(
  { sigma, oneMinusSigma, spectralRadius, lambda2, lambdaMin, method }: SpectralSummary,
  round: RoundContraction,
  { rowStochastic }: Stochasticity,
) {
  return {
    sigma: sigma.value,
    oneMinusSigma,
    sigmaPerRound: round.sigma,
    spectralRadius: spectralRadius.value,
    spectralRadiusResidual: spectralRadius.residual,
    lambda2,
    lambdaMin,
    lambda2Modulus: rowStochastic ? spectralRadius.value : null,
    residual: sigma.residual,
    iterations: sigma.iterations,
    converged: sigma.converged,
    method,
  };
}

function stationaryPart(
  stationary: StationaryWeights | undefined,
  { doublyStochastic }: Stochasticity,
  agents: number,
): readonly number[] | null {
  if (doublyStochastic) return new Array<number>(agents).fill(1 / agents);
  // Elimination divides by what flows on: a product that is reducible leaves no unique weights.
  if (stationary === undefined || !stationary.weights.every(Number.isFinite)) return null;
  return Array.from(stationary.weights);
}

function predictionPart(
  { operator, agents, steps }: MixingWindow,
  { doublyStochastic, normal, symmetric }: Stochasticity,
  spectral: SpectralSummary,
  round: RoundContraction,
  options: ResolvedOptions,
) {
  const { epsilon, gammaEffective, gossipRounds, discount, temperature } = options;
  const settings = { epsilon, gammaEffective, discount, temperature };
  const nothing = { effectiveNeighbours: null, effectiveNeighboursError: null };
  if (!doublyStochastic) {
    return { ...settings, ...nothing, predictedRounds: null, stepSizeLimit: null };
  }
  const moduli = symmetric
    ? spectral.eigenvalues && (spectral.eigenvalues.slice(1) as number[]).map(Math.abs)
    : spectral.singularValues;
  const neighbours = effectiveNeighbours(operator, { gamma: gammaEffective, normal, moduli });
  const windows = exchangesTo(epsilon, operator, spectral, normal);
  const limit =
    round.fixed && round.oneMinusSigma > 0
      ? stepLimit({ agents, ...round, discount }, temperature, options.actions)
      : null;
  return {
    ...settings,
    effectiveNeighbours: neighbours.value,
    effectiveNeighboursError: neighbours.standardError,
    predictedRounds: windows === null ? null : Math.ceil((windows * steps.length) / gossipRounds),
    stepSizeLimit: limit !== null && Number.isFinite(limit) ? limit : null,
  };
}

function wholeSpectrum(
  { eigenvalues, singularValues }: SpectralSummary,
  { spectrum }: ResolvedOptions,
): Pick<Certificate, "spectrum" | "singularValues"> {
  if (spectrum === false) return {};
  return { ...(eigenvalues && { spectrum: eigenvalues }), ...(singularValues && { singularValues }) };
}
