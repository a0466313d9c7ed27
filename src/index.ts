// The public names of Hearsay as a library.
export {
  type Agent,
  type Algorithm,
  type AlgorithmContext,
  type AlgorithmKind,
  evaluate,
  mix,
  type Reply,
  type Request,
  type Round,
  type State,
} from "./algorithms/algorithm.ts";
export { averaging } from "./algorithms/averaging.ts";
export { fedNpg } from "./algorithms/fed-npg.ts";
export { frozenTracker } from "./algorithms/frozen-tracker.ts";
export { independent } from "./algorithms/independent.ts";
export { localQ } from "./algorithms/local-q.ts";
export { modelsOf, type NpgOptions, npgKind, policyGain } from "./algorithms/natural-policy-gradient.ts";
export { track } from "./algorithms/track.ts";
export type {
  Environment,
  Kernel,
  MarkovModel,
  PolicyTable,
  Share,
  World,
  WorldContext,
  WorldKind,
} from "./environments/environment.ts";
export { kernelFromTransitions, kernelOf } from "./environments/kernel.ts";
export { markovModel, modelWorld } from "./environments/markov-model.ts";
export { optimum, policyValue, startValue, worldValue } from "./environments/optimum.ts";
export { evaluatePolicies, evaluatePolicy } from "./environments/policy-evaluation.ts";
export { visitation } from "./environments/visitation.ts";
export { assert, DivergenceError, ScenarioError } from "./error.ts";
export { readJournal } from "./journal/read.ts";
export { agentDigest, rowDigest } from "./journal/state-digest.ts";
export type { AnyKind, Kind } from "./kind.ts";
export { algorithmLaws } from "./laws/algorithm-laws.ts";
export { environmentLaws } from "./laws/environment-laws.ts";
export { examineKinds } from "./laws/examination.ts";
export { examine, type Law, LawError, type Verdict } from "./laws/law.ts";
export { metricLaws } from "./laws/metric-laws.ts";
export { mixingLaws } from "./laws/mixing-laws.ts";
export { topologyLaws } from "./laws/topology-laws.ts";
export { Arena, type Arrays } from "./math/arrays.ts";
export { exp } from "./math/exponential.ts";
export { log } from "./math/logarithm.ts";
export { normal, type Rng, rootRng, shuffle, uniformInt } from "./math/random.ts";
export type { Measurement, Metric, MetricContext, MetricKind } from "./metrics/metric.ts";
export type { Certificate, CertificateOptions } from "./mixing/certificate.ts";
export { certify } from "./mixing/certify.ts";
export type { Message, Mixing, MixingContext, MixingRule, Weights } from "./mixing/mixing.ts";
export { refuseUnlessCertified } from "./mixing/refusal.ts";
export { rule } from "./mixing/rules/rule.ts";
export { fromRows, weightsOf } from "./mixing/weights.ts";
export {
  normalise,
  policyFromLog,
  policyFromLogits,
  uniformPolicy,
} from "./policies/tabular-softmax.ts";
export { readRun } from "./report/read-run.ts";
export { writeComparison, writeReport } from "./report/write.ts";
export { loadExperiment, loadScenario } from "./runners/load.ts";
export { lockstep } from "./runners/lockstep.ts";
export { type RunOptions, type RunResult, run } from "./runners/run.ts";
export type {
  Checkpoint,
  Outcome,
  Recorder,
  Runner,
  RunnerOptions,
  Snapshot,
  Traffic,
} from "./runners/runner.ts";
export { certifyExperiment } from "./scenario/certify.ts";
export { buildExperiment, type Experiment } from "./scenario/experiment.ts";
export { builtIn, extend, type Plugin, type Registry } from "./scenario/registry.ts";
export { readYaml, resolveScenario, type Scenario } from "./scenario/scenario.ts";
export { fromNeighbours } from "./topology/adjacency.ts";
export type { AgentId, Topology, TopologyContext, TopologyFamily } from "./topology/topology.ts";
