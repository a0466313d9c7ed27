// What a scenario is, as a hash: everything that changes the bits, and nothing else.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { digested } from "./conduct.ts";
import type { Scenario } from "./scenario.ts";

/** Path → SHA-256 (hex) of every file a scenario names, plug-ins included. */
export type FileDigests = Readonly<Record<string, string>>;

/** SHA-256 of some bytes, in hex. */
export function sha256Hex(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

/** Reads files and notes their SHA-256. */
export function reading(
  read: (path: string) => Uint8Array,
  digests: Record<string, string>,
): (path: string) => Uint8Array {
  return (path) => {
    const bytes = read(path);
    digests[path] = sha256Hex(bytes);
    return bytes;
  };
}

/** JSON with the members of every record in code-unit order: equal values, equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/**
 * SHA-256 over agents, seeds, topology, mixing, environment, algorithm, plug-ins, the contents of every file
 * named, and the network's mode, rule and liars where they are not the plain ones; not over name, claim,
 * rounds, measure or stop.
 */
export function scenarioDigest(scenario: Scenario, files: FileDigests): string {
  const { agents, seed, topology, mixing, environment, algorithm, plugins, network } = scenario;
  const conduct = network && digested(network);
  const bits = { agents, seed, topology, mixing, environment, algorithm, plugins, files, ...conduct };
  return sha256Hex(utf8ToBytes(canonicalJson(bits)));
}
