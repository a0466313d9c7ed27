// What is known about a mixing before a run: is W what averaging needs, how fast does it mix, what does
// theory allow.
import type { Complex } from "../math/dense-spectrum.ts";
import type { AgentId } from "../topology/topology.ts";
import type { ClosedForm } from "./spectrum/closed-form.ts";
import type { SpectrumMethod } from "./spectrum/spectrum.ts";

/**
 * The certificate of a mixing: one JSON object. W is the matrix of one exchange, for a time-varying
 * topology the product over one window of `window` exchanges (sums, signs and support are those of every
 * single exchange). J = 11ᵀ/N.
 */
export interface Certificate {
  readonly agents: number;
  /** Exchanges of one window: the period of the topology. */
  readonly window: number;
  /** Exchanges of one round. */
  readonly gossipRounds: number;

  readonly rowStochastic: boolean;
  readonly columnStochastic: boolean;
  readonly doublyStochastic: boolean;
  readonly nonNegative: boolean;
  /** W[i][j] ≠ 0 only where i hears j. */
  readonly supported: boolean;
  /** Every agent reaches every other by non-zero weights. */
  readonly connected: boolean;
  readonly symmetric: boolean;
  /** WᵀW = WWᵀ: powers shrink as sigma^t. */
  readonly normal: boolean;
  /**
   * The agent whose row sum is farthest from 1, the sum and its step within the window; columns likewise.
   */
  readonly worstRow: AgentId;
  readonly worstRowSum: number;
  readonly worstRowStep: number;
  readonly worstColumn: AgentId;
  readonly worstColumnSum: number;
  readonly worstColumnStep: number;
  /** The first weight without an edge, or null. */
  readonly unsupported: {
    readonly listener: AgentId;
    readonly source: AgentId;
    readonly step: number;
  } | null;
  /** Number of parts without any weight between them, and the sizes of the first ten. */
  readonly components: number;
  readonly componentSizes: readonly number[];
  /** The first agent that does not both reach agent 0 and is reached by it, or null. */
  readonly separated: AgentId | null;

  /** ‖W − J‖₂ and 1 − ‖W − J‖₂; the latter keeps its digits where sigma rounds to 1. */
  readonly sigma: number;
  readonly oneMinusSigma: number;
  /** No symmetric W on the graph has a smaller sigma; only where the rule proves it. */
  readonly sigmaBound?: number;
  /**
   * Contraction of one round of `gossipRounds` exchanges, ‖W^q − J‖₂; per round of a window where it varies.
   */
  readonly sigmaPerRound: number;
  /** ρ(W − J); differs from sigma where W is not normal. */
  readonly spectralRadius: number;
  readonly spectralRadiusResidual: number;
  /** Second largest and smallest eigenvalue; null unless symmetric. */
  readonly lambda2: number | null;
  readonly lambdaMin: number | null;
  /** |λ₂|, the rate towards 1πᵀ; null unless rows sum to 1. */
  readonly lambda2Modulus: number | null;
  /** π with πᵀW = πᵀ: how much each agent counts in the limit; null where it is not unique. */
  readonly stationaryWeights: readonly number[] | null;
  /** How sigma was found: error bound, Lanczos steps (0 for a direct method), tolerance met, method. */
  readonly residual: number;
  readonly iterations: number;
  readonly converged: boolean;
  readonly method: SpectrumMethod;

  /**
   * With how many agents one effectively averages at discount `gammaEffective`; null unless doubly
   * stochastic.
   */
  readonly effectiveNeighbours: number | null;
  /** Standard error where it is an estimate, 0 where it is exact. */
  readonly effectiveNeighboursError: number | null;
  readonly gammaEffective: number;
  /** Smallest number of rounds after which ‖W^t − J‖₂ ≤ epsilon; null where there is none or W is biased. */
  readonly predictedRounds: number | null;
  readonly epsilon: number;
  /**
   * Largest step size that FedNPG's theorems cover; null where they do not apply or set no limit (see
   * notes).
   */
  readonly stepSizeLimit: number | null;
  readonly discount: number;
  readonly temperature: number;

  /**
   * All eigenvalues of W: numbers where symmetric, { re, im } where normal; absent else and beyond the
   * limit.
   */
  readonly spectrum?: readonly number[] | readonly Complex[];
  /** Singular values of W − J, descending; absent where symmetric and beyond the limit. */
  readonly singularValues?: readonly number[];
  /** What a reader of the numbers should know, one sentence each. */
  readonly notes: readonly string[];
}

/** What to certify against. */
export interface CertificateOptions {
  /** Accuracy of `predictedRounds`, in (0, 1); default 1e-6. */
  readonly epsilon?: number;
  /** Discount γ of `effectiveNeighbours`, in [0, 1); default 0.95. */
  readonly gammaEffective?: number;
  /** Exchanges per mix and round, at least 1; default 1. */
  readonly gossipRounds?: number;
  /** Discount of the world, in [0, 1), for the step limit; default 0.95, which the notes then say. */
  readonly discount?: number;
  /** Entropy temperature τ ≥ 0 of the algorithm; default 0. */
  readonly temperature?: number;
  /** Number of actions of the world, for the step limit with τ > 0; default 2, which the notes then say. */
  readonly actions?: number;
  /** true: whole spectrum up to N = 2,000; false: none; default: up to N = 300. */
  readonly spectrum?: boolean;
  /** The closed form of this mixing, used where Lanczos would take too long. */
  readonly closedForm?: ClosedForm | undefined;
}

/** The options with their defaults. */
export interface ResolvedOptions {
  readonly epsilon: number;
  readonly gammaEffective: number;
  readonly gossipRounds: number;
  readonly discount: number;
  readonly discountKnown: boolean;
  readonly temperature: number;
  readonly actions: number;
  readonly actionsKnown: boolean;
  readonly spectrum: boolean | undefined;
  readonly closedForm: ClosedForm | undefined;
}

/** Fills in the defaults of {@link CertificateOptions}. */
export function resolveOptions(options: CertificateOptions): ResolvedOptions {
  return {
    epsilon: options.epsilon ?? 1e-6,
    gammaEffective: options.gammaEffective ?? 0.95,
    gossipRounds: options.gossipRounds ?? 1,
    discount: options.discount ?? 0.95,
    discountKnown: options.discount !== undefined,
    temperature: options.temperature ?? 0,
    actions: options.actions ?? 2,
    actionsKnown: options.actions !== undefined,
    spectrum: options.spectrum,
    closedForm: options.closedForm,
  };
}
