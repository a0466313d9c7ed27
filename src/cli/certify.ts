// hearsay certify: is W what averaging needs, how fast does it mix, what does theory allow.
import { extname } from "node:path";
import { Command } from "commander";
import { ScenarioError } from "../error.ts";
import { readBytes, readText, writeWhole } from "../journal/files.ts";
import type { CertificateOptions } from "../mixing/certificate.ts";
import { certify } from "../mixing/certify.ts";
import type { Mixing } from "../mixing/mixing.ts";
import { closedFormOf } from "../mixing/spectrum/closed-forms.ts";
import { certificatePicture } from "../report/picture.ts";
import { experimentAt, type Overrides } from "../runners/load.ts";
import { certifyExperiment, type RunCertificate, refusalOf } from "../scenario/certify.ts";
import { buildMixing } from "../scenario/experiment.ts";
import { builtIn } from "../scenario/registry.ts";
import { assignments, resolveChoice, withValue } from "../scenario/scenario.ts";
import { collect, numberBetween, wholeNumber } from "./arguments.ts";
import { certificateText } from "./certificate-text.ts";

interface Flags {
  readonly agents?: number;
  readonly seed?: number;
  readonly set: readonly string[];
  readonly mixing?: string;
  readonly epsilon?: number;
  readonly gamma?: number;
  readonly discount?: number;
  readonly temperature?: number;
  readonly spectrum?: boolean;
  readonly json?: boolean;
  readonly picture?: string;
}

export const certifyCommand = new Command("certify")
  .description("certify the mixing of a scenario, of a topology file, or of a family of graphs")
  .argument("<target>", "a scenario (.yaml), a topology file (.csv .graphml .gexf .json), or a family")
  .option("--agents <n>", "number of agents (a scenario has its own)", wholeNumber(1))
  .option("--seed <n>", "seed of a sampled graph or W (default: 1, or the scenario's)", wholeNumber(0))
  .option(
    "--set <option=value>",
    "an option of the family, of mixing (mixing.gap=0.1), or of the scenario",
    collect,
    [],
  )
  .option("--mixing <rule>", "the mixing rule (default: metropolis, or the scenario's)")
  .option("--epsilon <ε>", "accuracy of the predicted rounds (default: 1e-6)", numberBetween(0, 1))
  .option("--gamma <γ>", "discount of the effective neighbours (default: 0.95)", numberBetween(0, 1))
  .option("--discount <γ>", "discount of the world, for the step limit", numberBetween(0, 1))
  .option("--temperature <τ>", "temperature of FedNPG, for the step limit", numberBetween(-1e-300, 1e6))
  .option("--spectrum", "the whole spectrum, up to 2,000 agents")
  .option("--json", "as JSON")
  .option("--picture <file.svg>", "also draw the graph and the spectrum")
  .action(async (target: string, flags: Flags) => {
    const {
      certificate,
      mixing,
      name,
      allowBiasedMixing,
      byColumns = false,
    } = await certified(target, flags);
    const refusal = refusalOf(certificate, { allowBiasedMixing, byColumns });
    const json = { ...certificate, refusal: refusal?.message ?? null };
    process.stdout.write(
      flags.json ? `${JSON.stringify(json, null, 2)}\n` : certificateText(name, certificate, refusal),
    );
    if (flags.picture !== undefined) await draw(flags.picture, name, certificate, mixing);
  });

interface Certified {
  readonly name: string;
  readonly certificate: RunCertificate;
  readonly mixing: Mixing;
  readonly allowBiasedMixing: boolean;
  /** Whether mixing goes by columns of W. */
  readonly byColumns?: boolean;
}

async function certified(target: string, flags: Flags): Promise<Certified> {
  const options = optionsOf(flags);
  if (isScenario(target)) {
    const { experiment } = await experimentAt(target, overridesOf(flags));
    const { name, allowBiasedMixing } = experiment.scenario;
    const certificate = certifyExperiment(experiment, options);
    const { mixing, missing } = experiment;
    return { name, certificate, mixing, allowBiasedMixing, byColumns: missing.byColumns };
  }
  return certifiedGraph(target, flags, options);
}

/** The flags that stand for members of a scenario, then `--set`, which may go into what they chose. */
function overridesOf({ agents, seed, mixing, set }: Flags): Overrides {
  const members = [
    ...(agents === undefined ? [] : [`agents=${agents}`]),
    ...(mixing === undefined ? [] : [`mixing={ kind: ${mixing} }`]),
  ];
  return { ...(seed !== undefined && { seed }), set: [...members, ...set] };
}

function certifiedGraph(target: string, flags: Flags, options: CertificateOptions): Certified {
  const isFile = extname(target) !== "";
  const raw: Record<string, unknown> = assignments(flags.set).reduce(
    (inner, [path, value]) => withValue(inner, path, value),
    (isFile ? { kind: "file", path: target } : { kind: target }) as Record<string, unknown>,
  );
  const { mixing: rule = {}, ...family } = raw;
  const seed = flags.seed ?? 1;
  const topology = resolveChoice("topology", family, builtIn, seed);
  const chosen = { kind: flags.mixing ?? "metropolis", ...(rule as object) };
  const mixed = resolveChoice("mixing", chosen, builtIn, seed) as never;
  const context = { agents: flags.agents, file: readBytes };
  const { mixing, gossipRounds } = buildMixing(
    { topology: topology as never, mixing: mixed },
    builtIn,
    context,
  );
  const closedForm = closedFormOf(topology, mixed, mixing.topology.size);
  const certificate = { ...certify(mixing, { gossipRounds, closedForm, ...options }), used: true };
  const name = `${target}, ${mixing.topology.size} agents, ${chosen.kind}`;
  return { name, certificate, mixing, allowBiasedMixing: false };
}

function optionsOf({ epsilon, gamma, discount, temperature, spectrum }: Flags): CertificateOptions {
  return {
    ...(epsilon !== undefined && { epsilon }),
    ...(gamma !== undefined && { gammaEffective: gamma }),
    ...(discount !== undefined && { discount }),
    ...(temperature !== undefined && { temperature }),
    ...(spectrum !== undefined && { spectrum }),
  };
}

/** YAML is a scenario; JSON is one unless it looks like graphology's. */
function isScenario(target: string): boolean {
  if ([".yaml", ".yml"].includes(extname(target))) return true;
  if (extname(target) !== ".json") return false;
  try {
    const value = JSON.parse(readText(target)) as object;
    return !("nodes" in value || "edges" in value || "attributes" in value);
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    return false;
  }
}

async function draw(
  path: string,
  name: string,
  certificate: RunCertificate,
  mixing: Mixing,
): Promise<void> {
  const { size, positions } = mixing.topology;
  const edges = Array.from({ length: size }, (_, listener) =>
    [...mixing.topology.hears(listener, 0)].map((source) => [source, listener] as const),
  ).flat();
  const topology = { size, edges, ...(positions && { positions }) };
  writeWhole(path, await certificatePicture({ name, certificate: certificate as never, topology }));
  process.stderr.write(`picture: ${path}\n`);
}
