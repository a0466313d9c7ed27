// compose.yaml: a service for every agent on one network of Docker or Podman (the Compose Specification).
import { parse, stringify } from "yaml";
import { ScenarioError } from "../../../error.ts";
import { leanFlag } from "../child.ts";
import {
  type ContainerPaths,
  graceSeconds,
  hostOf,
  hostsName,
  hostsText,
  peerArguments,
  peerPort,
  type Shipment,
} from "./manifest.ts";

const common = "/etc/hearsay";
const out = "/home/node/runs";

/** How often a peer that fails is started again before it is given up. */
const mostRestarts = 20;

/** Agents beyond this have no port on this machine. */
const mostAgents = 2 ** 16 - peerPort;

/** The files of a deployment by Compose, by name. @throws ScenarioError where ports do not suffice */
export function composeFiles(shipment: Shipment): Map<string, string | Uint8Array> {
  const { agents, label, keys, data } = shipment;
  if (agents.length > mostAgents)
    throw new ScenarioError(
      "agents",
      agents.length,
      `at most ${mostAgents}: each has a port of this machine`,
    );
  const secrets = agents.flatMap((agent) => Object.entries(secretsOf(agent, shipment)));
  const project = {
    name: label,
    services: Object.fromEntries([
      ...agents.map((agent) => [hostOf(agent), serviceOf(agent, shipment)] as const),
      ["merge", mergeService(shipment)],
    ]),
    volumes: { runs: {} },
    ...(secrets.length > 0 && { secrets: Object.fromEntries(secrets) }),
  };
  const files = new Map<string, string | Uint8Array>();
  if (Array.isArray(data)) for (const [agent, bytes] of data.entries()) files.set(dataFile(agent), bytes);
  files.set("compose.yaml", stringify(project, { lineWidth: 0, aliasDuplicateObjects: false }));
  files.set("hosts-outside.yaml", outside(shipment, keys !== undefined));
  return files;
}

function serviceOf(agent: number, shipment: Shipment): object {
  const secrets = Object.keys(secretsOf(agent, shipment));
  const paths: ContainerPaths = {
    ...{ common, out },
    key: `/run/secrets/${hostOf(agent)}-key`,
    data: `/run/secrets/${hostOf(agent)}-data`,
  };
  return {
    image: shipment.image,
    hostname: hostOf(agent),
    command: peerArguments(agent, shipment, paths),
    environment: { NODE_OPTIONS: leanFlag },
    restart: `on-failure:${mostRestarts}`,
    stop_grace_period: `${graceSeconds}s`,
    init: true,
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    ports: [`127.0.0.1:${peerPort + agent}:${peerPort}`],
    volumes: [{ type: "bind", source: "./scenario", target: common, read_only: true }, runs],
    ...(secrets.length > 0 && { secrets }),
  };
}

const runs = { type: "volume", source: "runs", target: out };

/** Started by hand, when the peers are done: it leaves the run folder in the same volume. */
function mergeService({ image }: Shipment): object {
  return {
    image,
    profiles: ["merge"],
    command: ["merge", `${common}/scenario.yaml`, "--out", out],
    volumes: [{ type: "bind", source: "./scenario", target: common, read_only: true }, runs],
  };
}

function secretsOf(agent: number, { keys, data }: Shipment): Record<string, object> {
  return {
    ...(keys && { [`${hostOf(agent)}-key`]: { file: `./keys/${hostOf(agent)}.key` } }),
    ...(data && { [`${hostOf(agent)}-data`]: { file: `./${dataFile(agent)}` } }),
  };
}

function dataFile(agent: number): string {
  return `data/${hostOf(agent)}.json`;
}

/** hosts.yaml for observers on this machine, who come through the ports that it has open. */
function outside({ common: files, agents }: Shipment, hasIds: boolean): string {
  const inside = parse(new TextDecoder().decode(files.get(hostsName))) as {
    readonly peers: Readonly<Record<string, { readonly id: string }>>;
    readonly observers: readonly [string];
  };
  const ids = hasIds ? agents.map((agent) => inside.peers[agent]!.id) : undefined;
  const addresses = agents.map((agent) => `/ip4/127.0.0.1/tcp/${peerPort + agent}`);
  return hostsText(ids, inside.observers[0], addresses);
}
