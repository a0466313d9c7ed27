// Ready sets of axes for the questions that are asked most.
import type { Study, StudyParts } from "./study.ts";

/** A study in want of a scenario. */
export interface Preset {
  readonly name: string;
  /** One line for `hearsay list presets`. */
  readonly summary: string;
  readonly study: StudyParts;
}

const metropolis = { kind: "metropolis" };
const equal = { kind: "equal" };
const complete = { kind: "complete" };

/** Graphs that exist for almost any number of agents, with weights that suit them. */
const graphs = [
  [{ kind: "path" }, metropolis],
  [{ kind: "ring" }, metropolis],
  [{ kind: "directed-ring" }, equal],
  [{ kind: "star" }, metropolis],
  [{ kind: "binary-tree" }, metropolis],
  [{ kind: "grid" }, metropolis],
  [{ kind: "exponential" }, equal],
  [{ kind: "barbell" }, metropolis],
  [{ kind: "random-regular", degree: 4 }, metropolis],
  [{ kind: "erdos-renyi", probability: 0.4 }, metropolis],
  [{ kind: "geometric", radius: 0.5 }, metropolis],
  [{ kind: "small-world", neighbours: 4, rewiring: 0.2 }, metropolis],
  [{ kind: "scale-free", attachments: 2 }, metropolis],
  [complete, metropolis],
];

/** The dial: sigma = 1 − gap exactly, on one graph. */
const dial = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.6].map((gap) => [
  complete,
  { kind: "mix-topology", gap },
]);

const dialled = { topology: complete, mixing: { kind: "mix-topology", gap: 1 } };

/** All presets. */
export const presets: readonly Preset[] = [
  {
    name: "spectral-gap",
    summary: "the same agents over fourteen graphs and over an exact dial of sigma",
    study: {
      zip: [
        {
          topology: [...graphs, ...dial].map(([topology]) => topology),
          mixing: [...graphs, ...dial].map(([, mixing]) => mixing),
        },
      ],
      seeds: { graph: 3 },
    },
  },
  {
    name: "step-size",
    summary: "step sizes from 0.001 to 1 against sigma from 0 to 0.999",
    study: {
      set: dialled,
      vary: {
        "mixing.gap": [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001],
        "algorithm.stepSize": { logspace: { from: 0.001, to: 1, count: 13 } },
      },
    },
  },
  {
    name: "temperature",
    summary: "vanilla and six temperatures up to 0.05 on a ring, a random and a complete graph",
    study: {
      vary: {
        topology: [{ kind: "ring" }, { kind: "random-regular", degree: 4 }, complete],
        "algorithm.temperature": [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05],
      },
      seeds: { graph: 3 },
    },
  },
  {
    name: "size",
    summary: "8 to 128 agents on a ring, a hypercube, a random and a complete graph",
    study: {
      vary: {
        topology: [
          { kind: "ring" },
          { kind: "hypercube" },
          { kind: "random-regular", degree: 4 },
          complete,
        ],
        agents: [8, 16, 32, 64, 128],
      },
      seeds: { graph: 3 },
    },
  },
  {
    name: "evaluation-noise",
    summary: "gaussian errors of every evaluated Q, of deviation 0.0001 to 1, three draws each",
    study: {
      set: { "algorithm.evaluationNoise.kind": "gaussian" },
      vary: { "algorithm.evaluationNoise.size": { logspace: { from: 0.0001, to: 1, count: 9 } } },
      seeds: { learning: 3 },
    },
  },
];

/** The names that `preset:` takes. */
export const presetNames = presets.map(({ name }) => name);

/**
 * The study with the parts of its preset, if it names one. A path that the file sets or varies itself takes
 * the place of the preset's axis over it, zipped ones whole; seeds are replaced one by one; gaps,
 * columns and exceptions as a whole.
 */
export function withPreset(study: Study): Study {
  const preset = presets.find(({ name }) => name === study.preset);
  if (preset === undefined) return study;
  const { set = {}, vary = {}, zip = [], seeds, except, gaps, columns } = preset.study;
  const own = [study.set, study.vary, ...(study.zip ?? [])].flatMap((part) => Object.keys(part ?? {}));
  const isFree = (path: string) => !own.includes(path) || path in (study.vary ?? {});
  return {
    ...study,
    set: { ...set, ...study.set },
    vary: { ...Object.fromEntries(Object.entries(vary).filter(([path]) => isFree(path))), ...study.vary },
    zip: [
      ...zip.filter((entry) => !Object.keys(entry).some((path) => own.includes(path))),
      ...(study.zip ?? []),
    ],
    seeds: { ...seeds, ...study.seeds },
    except: study.except ?? except,
    gaps: study.gaps ?? gaps,
    columns: study.columns ?? columns,
  };
}
