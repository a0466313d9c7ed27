// Builds what scenarios describe before any of them runs: every graph, world and algorithm once.
import type { Share, World } from "../../environments/environment.ts";
import { ScenarioError } from "../../error.ts";
import { weightFacts } from "../../mixing/certify.ts";
import { type Refusable, refuseUnlessCertified } from "../../mixing/refusal.ts";
import { canonicalJson } from "../digest.ts";
import {
  buildAlgorithm,
  buildMixing,
  buildWorld,
  type ReadFile,
  refuseHugeComplete,
} from "../experiment.ts";
import { withPluginFaults } from "../plugin-fault.ts";
import type { Registry } from "../registry.ts";
import type { Scenario } from "../scenario.ts";

/** What building a scenario shows of it. */
export interface Rehearsed {
  /** Which of its three seeds a run draws from: bits cannot depend on the others. */
  readonly draws: Readonly<Record<"graph" | "world" | "learning", boolean>>;
  /** Numbers that a round computes and sends: how long runs take beside each other, roughly. */
  readonly effort: number;
}

interface Mixed {
  readonly facts: Refusable;
  readonly draws: boolean;
  readonly edges: number;
}

interface Built {
  readonly world: World;
  readonly draws: boolean;
}

interface Fitted {
  readonly mixes: boolean;
  readonly draws: boolean;
  /** Numbers that all agents hold, and that one of them does. */
  readonly numbers: number;
  readonly ownNumbers: number;
}

/** Worlds are kept while they hold fewer numbers than this together. */
const mostNumbers = 1 << 24;

/** Remembers what it has built, so that a plan of many runs builds each part once. */
export class Rehearsal {
  readonly #registry: Registry;
  readonly #file: ReadFile;
  readonly #mixings = new Map<string, Mixed>();
  readonly #worlds = new Map<string, Built>();
  readonly #algorithms = new Map<string, Fitted & { readonly worldDraws: boolean }>();
  #numbers = 0;

  constructor(registry: Registry, file: ReadFile) {
    this.#registry = registry;
    this.#file = file;
  }

  /**
   * Builds a scenario and looks at its weights, as a run does before its first round.
   * @throws ScenarioError where a run would be refused
   */
  of(scenario: Scenario): Rehearsed {
    return withPluginFaults(scenario.plugins, () => {
      refuseHugeComplete(scenario);
      const mixed = this.#mixed(scenario);
      const fitted = this.#fitted(scenario);
      const { allowBiasedMixing, mixing } = scenario;
      if (fitted.mixes) refuseUnlessCertified(mixed.facts, { allowBiasedMixing });
      const sent = fitted.mixes ? mixed.edges * mixing.gossipRounds * fitted.ownNumbers : 0;
      return {
        draws: { graph: mixed.draws, world: fitted.worldDraws, learning: fitted.draws },
        effort: fitted.numbers + sent,
      };
    });
  }

  #mixed(scenario: Scenario): Mixed {
    const { agents, topology, mixing: rule } = scenario;
    return remembered(this.#mixings, canonicalJson({ agents, topology, rule }), () => {
      let draws = false;
      const onSeed = () => void (draws = true);
      const { mixing } = buildMixing(scenario, this.#registry, { agents, file: this.#file, onSeed });
      const facts = weightFacts(mixing);
      let edges = 0;
      for (let agent = 0; agent < agents; agent++) edges += mixing.topology.hears(agent, 0).length;
      return { facts, edges, draws };
    });
  }

  #fitted(scenario: Scenario) {
    const { agents, environment, algorithm, stop } = scenario;
    const place = { agents, environment, stops: stop !== undefined };
    return remembered(this.#algorithms, canonicalJson({ place, algorithm }), () => {
      const { world, draws: worldDraws } = this.#built(canonicalJson(place), scenario);
      const built = buildAlgorithm(scenario, this.#registry, world);
      const shares = built.learners ?? world.shares;
      return {
        mixes: built.shares.length > 0,
        draws: built.deterministic !== true,
        numbers: numbersIn(shares),
        ownNumbers: numbersIn(shares.slice(0, 1)),
        worldDraws,
      };
    });
  }

  #built(key: string, scenario: Scenario): Built {
    return remembered(this.#worlds, key, () => {
      let draws = false;
      const onSeed = () => void (draws = true);
      const world = buildWorld(scenario, this.#registry, { file: this.#file, onSeed });
      if (world.shares.some((share) => "withheld" in share)) {
        const { kind } = scenario.environment;
        throw new ScenarioError(
          "environment.kind",
          kind,
          "a study has no data of agents: `hearsay run --data`",
        );
      }
      this.#numbers += numbersIn(world.shares);
      if (this.#numbers > mostNumbers) {
        this.#worlds.clear();
        this.#numbers = numbersIn(world.shares);
      }
      return { world, draws };
    });
  }
}

function remembered<V>(known: Map<string, V>, key: string, find: () => V): V {
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}

function numbersIn(shares: readonly Share[]): number {
  return shares.reduce((sum, share) => sum + numbersOf(share), 0);
}

function numbersOf(share: Share): number {
  if ("task" in share) return share.task.observe(share.task.rest).length;
  if ("values" in share) return share.values.length;
  return "model" in share ? share.model.reward.length : share.withheld.states * share.withheld.actions;
}
