// The public names of Hearsay as a library.
export {
  type Agent,
  type Algorithm,
  type AlgorithmContext,
  type AlgorithmKind,
  type Asking,
  evaluate,
  mix,
  type Reply,
  type Request,
  type Round,
  type State,
  type TrackedSignal,
} from "./algorithms/algorithm.ts";
export { averaging } from "./algorithms/averaging.ts";
export { fedNpg } from "./algorithms/fed-npg.ts";
export { frozenTracker } from "./algorithms/frozen-tracker.ts";
export { independent } from "./algorithms/independent.ts";
export { localQ } from "./algorithms/local-q.ts";
export {
  modelsOf,
  type NpgOptions,
  npgKind,
  type PolicyGain,
  policyGain,
} from "./algorithms/natural-policy-gradient.ts";
export { subspaceActorCritic } from "./algorithms/subspace/subspace-actor-critic.ts";
export { subspaceTd } from "./algorithms/subspace/subspace-td.ts";
export { track } from "./algorithms/track.ts";
export type {
  AgentData,
  Environment,
  EpisodicTask,
  HiddenClusters,
  Kernel,
  MarkovModel,
  PolicyTable,
  PredictionTruth,
  Share,
  SharedSubspace,
  Step,
  WithheldModel,
  World,
  WorldContext,
  WorldKind,
} from "./environments/environment.ts";
export type { EvaluationRequest } from "./environments/evaluation-request.ts";
export { kernelFromTransitions, kernelOf, type Transition } from "./environments/kernel.ts";
export { type Dynamics, markovModel, modelWorld } from "./environments/markov-model.ts";
export { type Optimum, optimum, policyValue, startValue, worldValue } from "./environments/optimum.ts";
export { evaluatePolicies, evaluatePolicy } from "./environments/policy-evaluation.ts";
export { visitation } from "./environments/visitation.ts";
export { assert, DivergenceError, ScenarioError } from "./error.ts";
export type { EndEntry, Entry, RowEntry, RunStatus, StartEntry } from "./journal/journal.ts";
export { type Journal, readJournal } from "./journal/read.ts";
export { agentDigest, rowDigest } from "./journal/state-digest.ts";
export type { AnyKind, Kind } from "./kind.ts";
export { type AlgorithmSubject, algorithmLaws } from "./laws/algorithm-laws.ts";
export { environmentLaws, type WorldSubject } from "./laws/environment-laws.ts";
export { examineKinds, type KindVerdict, type LawFiles } from "./laws/examination.ts";
export { examine, type Law, LawError, type Verdict } from "./laws/law.ts";
export { type LieSubject, lieLaws } from "./laws/lie-laws.ts";
export { type MetricSubject, metricLaws } from "./laws/metric-laws.ts";
export { type MissingSubject, missingLaws } from "./laws/missing-laws.ts";
export { type MixingSubject, mixingLaws } from "./laws/mixing-laws.ts";
export {
  type ComputingSubject,
  computingLaws,
  type LinkSubject,
  networkLaws,
} from "./laws/network-laws.ts";
export { type OutageSubject, outageLaws } from "./laws/outage-laws.ts";
export { type TopologySubject, topologyLaws } from "./laws/topology-laws.ts";
export { Arena, type ArenaRows, type Arrays } from "./math/arrays.ts";
export { exp } from "./math/exponential.ts";
export { log } from "./math/logarithm.ts";
export { normal, type Rng, rootRng, shuffle, uniformInt } from "./math/random.ts";
export { cos, sin } from "./math/trigonometry.ts";
export type { Measurement, Metric, MetricContext, MetricKind } from "./metrics/metric.ts";
export type { Certificate, CertificateOptions } from "./mixing/certificate.ts";
export { certify } from "./mixing/certify.ts";
export type {
  Heard,
  MissingContext,
  MissingKind,
  MissingRule,
  Mixer,
  MixerState,
  Occasion,
  Parcel,
} from "./mixing/missing/missing.ts";
export type {
  AcceptedGraphs,
  Message,
  Mixing,
  MixingContext,
  MixingRule,
  Stochasticity,
  Weights,
} from "./mixing/mixing.ts";
export { type Gaps, RealisedWindow, realisedRow } from "./mixing/realised.ts";
export { type Refusable, refuseUnlessCertified } from "./mixing/refusal.ts";
export { type RuleDefinition, rule } from "./mixing/rules/rule.ts";
export { fromRows, weightsOf } from "./mixing/weights.ts";
export type { Cancel, Clock } from "./network/clock.ts";
export { Codec, type CodecOptions, type FrameFault } from "./network/codec.ts";
export type { Computing, ComputingKind } from "./network/computing.ts";
export { exchangeOf, type Frame, roundOf, type Stamp, stampOf } from "./network/frame.ts";
export { changed, type Lie, type LieContext, type LieKind } from "./network/lie.ts";
export type { Carried, Edge, Link, LinkContext, LinkKind, Place, PlacedLink } from "./network/link.ts";
export { type Change, Membership } from "./network/membership.ts";
export { type Mode, synchronous } from "./network/mode.ts";
export type { Network, Packet, PacketHandler } from "./network/network.ts";
export { VirtualClock, VirtualEvent } from "./network/virtual/virtual-clock.ts";
export { VirtualNetwork, type VirtualNetworkOptions } from "./network/virtual/virtual-network.ts";
export {
  normalise,
  policyFromLog,
  policyFromLogits,
  uniformPolicy,
} from "./policies/tabular-softmax.ts";
export { readRun } from "./report/read-run.ts";
export type { Report } from "./report/report.ts";
export { studyFiles } from "./report/study/study-files.ts";
export { writeComparison, writeReport } from "./report/write.ts";
export { type LoadedScenario, loadExperiment, loadScenario, type Overrides } from "./runners/load.ts";
export { lockstep } from "./runners/lockstep.ts";
export { Peer, type PeerOptions } from "./runners/peer.ts";
export { certifyRun, type RunOptions, type RunResult, run } from "./runners/run.ts";
export type {
  Checkpoint,
  Outcome,
  Recorder,
  Runner,
  RunnerOptions,
  Snapshot,
  Traffic,
} from "./runners/runner.ts";
export { type LoadedStudy, loadStudy, type StudyOverrides } from "./runners/study/load-study.ts";
export { virtual, virtualOver } from "./runners/virtual.ts";
export type { RunnerName } from "./runners/ways.ts";
export { certifyExperiment, type RunCertificate } from "./scenario/certify.ts";
export { buildExperiment, type Experiment, type ReadFile } from "./scenario/experiment.ts";
export { builtIn, extend, type Plugin, type Registry } from "./scenario/registry.ts";
export { type Choice, resolveScenario, type Scenario } from "./scenario/scenario.ts";
export type { PlannedStudy, RunSize } from "./scenario/study/plan-study.ts";
export type { Cell, PlannedRun, StudyPlan, StudySeeds } from "./scenario/study/study-plan.ts";
export { readYaml } from "./scenario/yaml.ts";
export { type Extras, fromNeighbours, isUndirected } from "./topology/adjacency.ts";
export type { Outage, OutageContext, OutageKind } from "./topology/outage.ts";
export type { AgentId, Topology, TopologyContext, TopologyFamily } from "./topology/topology.ts";
