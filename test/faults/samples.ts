// Small sound inputs that the tests of faults damage.

const declaration = '<?xml version="1.0"?>';

/** A graph in each of the formats, by file name. */
export const graphSamples: Readonly<Record<string, string>> = {
  "edges.csv": "source,target,weight\n0,1,0.5\n1,2,0.25\n2,0,0.25\n",
  "graph.graphml": [
    declaration,
    "<graphml>",
    '<key id="w" for="edge" attr.name="weight" attr.type="double"/>',
    '<graph edgedefault="undirected">',
    '<node id="a"/>',
    '<node id="b"/>',
    '<node id="c"/>',
    '<edge source="a" target="b"><data key="w">0.5</data></edge>',
    '<edge source="b" target="c"><data key="w">1</data></edge>',
    "</graph>",
    "</graphml>\n",
  ].join("\n"),
  "graph.gexf": [
    declaration,
    '<gexf version="1.2">',
    '<graph defaultedgetype="undirected">',
    '<nodes>\n<node id="a" label="a"/>\n<node id="b" label="b"/>\n</nodes>',
    '<edges>\n<edge id="0" source="a" target="b" weight="0.5"/>\n</edges>',
    "</graph>",
    "</gexf>\n",
  ].join("\n"),
  "graph.json": JSON.stringify({
    options: { type: "undirected", multi: false, allowSelfLoops: false },
    nodes: [{ key: "a" }, { key: "b", attributes: {} }, { key: 2 }],
    edges: [
      { source: "a", target: "b", attributes: { weight: 0.5 } },
      { key: "e", source: "b", target: 2, attributes: { weight: 1 }, undirected: true },
    ],
  }),
};

/** A world of two agents, two states and one action. */
export const modelSample = {
  discount: 0.9,
  start: [1, 0],
  transitions: [
    [0, 0, 1, 1],
    [1, 0, 0, 0.25],
    [1, 0, 1, 0.75],
  ],
  rewards: [
    [[1], [0]],
    [[0], [0.5]],
  ],
};

/** A scenario in which every section and option of the frame stands. */
export const scenarioSample = `name: sample
claim: Four agents agree
seed: 1
agents: 4
rounds: 5
topology: { kind: ring, seed: 2 }
mixing: { kind: metropolis, lazy: 0.1, gossipRounds: 1, seed: 3 }
environment: { kind: path-grid, size: 3, pathSeed: 1, split: blocks, discount: 0.9 }
algorithm:
  kind: fednpg
  stepSize: 0.05
  temperature: 0.1
  evaluationNoise: { kind: uniform, size: 0.01 }
measure: { every: 1 }
stop: { gap: 1.0e-6 }
allowBiasedMixing: false
plugins: []
`;

/** A study in which every member stands; its scenario is the sample above, in base.yaml beside it. */
export const studySample = `name: sample-study
claim: The larger the step the sooner
preset: evaluation-noise
scenario: base.yaml
set: { rounds: 6, measure.every: 2 }
vary:
  algorithm.temperature: [0, 0.1]
  algorithm.stepSize: { logspace: { from: 0.01, to: 0.1, count: 3 } }
  algorithm.evaluationNoise.size: [0.1]
zip:
  - { agents: [4, 5], mixing.lazy: { linspace: { from: 0, to: 0.5, count: 2 } } }
seeds: { graph: [1, 2], world: 2, learning: 1 }
except:
  - { algorithm.temperature: 0, agents: 5 }
gaps: [1.0e-1, 1.0e-2]
`;
