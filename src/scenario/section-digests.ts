// A scenario, hashed section by section, so that two peers can find out where theirs differ.
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { digested } from "./conduct.ts";
import { canonicalJson, sha256Hex } from "./digest.ts";
import type { Experiment } from "./experiment.ts";

/**
 * Section → the first 16 hex digits of its SHA-256. Peers with equal sections compute the same bits, for the
 * same number of rounds, and measure the same rounds.
 * @param version of the code
 */
export function sectionDigests({ scenario, files }: Experiment, version: string): Record<string, string> {
  const { agents, seed, topology, mixing, environment, algorithm, plugins } = scenario;
  const { rounds, measure } = scenario;
  const network = scenario.network && digested(scenario.network);
  const sections = { agents, seed, topology, mixing, environment, algorithm, plugins, network, files };
  return Object.fromEntries(
    Object.entries({ ...sections, rounds, measure, version }).map(([name, content]) => [
      name,
      sha256Hex(utf8ToBytes(canonicalJson({ content }))).slice(0, 16),
    ]),
  );
}
