// Manifests for Kubernetes: a job for every agent, because a peer that is done stays done; a stateful set
// would start it again for ever. Each has its own service, by whose name others find it, and its own volume.
import { stringify } from "yaml";
import { ScenarioError } from "../../../error.ts";
import { leanFlag } from "../child.ts";
import {
  type ContainerPaths,
  graceSeconds,
  hostOf,
  peerArguments,
  peerPort,
  type Shipment,
} from "./manifest.ts";

/** The file that holds keys and data. */
export const secretsName = "secrets.yaml";

const paths: ContainerPaths = {
  common: "/etc/hearsay",
  out: "/home/node/runs",
  key: "/etc/hearsay-own/agent.key",
  data: "/etc/hearsay-own/agent.json",
};

/** Config maps and secrets hold so much each. */
const mostBytes = 2 ** 20;

/** The user of the image. */
const user = 1000;

/** How often a peer that fails is started again before it is given up. */
const mostRestarts = 20;

/** The files of a deployment by Kubernetes, by name. @throws ScenarioError where a file is too large */
export function kubernetesFiles(shipment: Shipment): Map<string, string> {
  const { agents } = shipment;
  const manifests = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: shipment.label } },
    configMap(shipment),
    ...agents.flatMap((agent) => [service(agent, shipment), claim(agent, shipment), job(agent, shipment)]),
  ];
  const files = new Map([["kubernetes.yaml", documents(manifests)]]);
  const secrets = agents.flatMap((agent) => secretsOf(agent, shipment));
  if (secrets.length > 0) files.set(secretsName, documents(secrets));
  return files;
}

function documents(manifests: readonly object[]): string {
  return manifests
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join("---\n");
}

function metadata(name: string, { label }: Shipment) {
  return { name, namespace: label, labels: { "app.kubernetes.io/name": "hearsay" } };
}

/** What all peers have. */
function configMap(shipment: Shipment): object {
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  let size = 0;
  for (const [name, bytes] of shipment.common) {
    size += bytes.length;
    const text = textOf(bytes);
    if (text === undefined) binaryData[name] = Buffer.from(bytes).toString("base64");
    else data[name] = text;
  }
  if (size > mostBytes) throw tooLarge("the scenario's files", size);
  const binary = Object.keys(binaryData).length > 0 && { binaryData };
  return { apiVersion: "v1", kind: "ConfigMap", metadata: metadata("scenario", shipment), data, ...binary };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function tooLarge(what: string, size: number): ScenarioError {
  return new ScenarioError(what, `${size} bytes`, `at most ${mostBytes} in a config map or secret`);
}

/** An agent's key and data; data that are elsewhere are for whoever has them to bring. */
function secretsOf(agent: number, shipment: Shipment): object[] {
  const { keys, data } = shipment;
  const secret = (name: string, file: string, bytes: Uint8Array) => {
    if (bytes.length > mostBytes) throw tooLarge(`${file} of agent ${agent}`, bytes.length);
    const encoded = { [file]: Buffer.from(bytes).toString("base64") };
    return {
      apiVersion: "v1",
      kind: "Secret",
      type: "Opaque",
      metadata: metadata(name, shipment),
      data: encoded,
    };
  };
  return [
    ...(keys ? [secret(keyOf(agent), "agent.key", keys[agent]!)] : []),
    ...(Array.isArray(data) ? [secret(dataOf(agent), "agent.json", data[agent]!)] : []),
  ];
}

const keyOf = (agent: number) => `${hostOf(agent)}-key`;
const dataOf = (agent: number) => `${hostOf(agent)}-data`;

function labelsOf(agent: number) {
  return { "app.kubernetes.io/name": "hearsay", "hearsay/agent": String(agent) };
}

/** Headless: its name is the pod's address, before it is ready too, since peers wait for each other. */
function service(agent: number, shipment: Shipment): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata(hostOf(agent), shipment),
    spec: {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: labelsOf(agent),
      ports: [{ name: "libp2p", port: peerPort, protocol: "TCP" }],
    },
  };
}

function claim(agent: number, shipment: Shipment): object {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: metadata(hostOf(agent), shipment),
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  };
}

/** A pod that was moved counts for nothing; what would be refused or diverge again is not tried again. */
const failures = {
  rules: [
    { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
    { action: "FailJob", onExitCodes: { containerName: "hearsay", operator: "In", values: [1, 2] } },
  ],
};

function job(agent: number, shipment: Shipment): object {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: metadata(hostOf(agent), shipment),
    spec: {
      backoffLimit: mostRestarts,
      podFailurePolicy: failures,
      template: { metadata: { labels: labelsOf(agent) }, spec: pod(agent, shipment) },
    },
  };
}

function pod(agent: number, shipment: Shipment): object {
  const secrets = [
    ...(shipment.keys === undefined ? [] : [{ secret: { name: keyOf(agent) } }]),
    ...(shipment.data === undefined ? [] : [{ secret: { name: dataOf(agent) } }]),
  ];
  const hasOwn = secrets.length > 0;
  return {
    restartPolicy: "Never",
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: graceSeconds,
    securityContext: {
      ...{ runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user },
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [container(agent, shipment, hasOwn)],
    volumes: [
      { name: "scenario", configMap: { name: "scenario" } },
      { name: "runs", persistentVolumeClaim: { claimName: hostOf(agent) } },
      ...(hasOwn ? [{ name: "own", projected: { sources: secrets, defaultMode: 0o440 } }] : []),
    ],
  };
}

function container(agent: number, shipment: Shipment, hasOwn: boolean): object {
  return {
    name: "hearsay",
    image: shipment.image,
    args: peerArguments(agent, shipment, paths),
    env: [{ name: "NODE_OPTIONS", value: leanFlag }],
    ports: [{ name: "libp2p", containerPort: peerPort, protocol: "TCP" }],
    readinessProbe: { tcpSocket: { port: "libp2p" }, periodSeconds: 10 },
    resources: { requests: { cpu: "100m", memory: "192Mi" }, limits: { memory: "512Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [
      { name: "scenario", mountPath: paths.common, readOnly: true },
      { name: "runs", mountPath: paths.out },
      ...(hasOwn ? [{ name: "own", mountPath: "/etc/hearsay-own", readOnly: true }] : []),
    ],
  };
}
