// Writes manifests in one of the formats that `--emit` names.
import { join } from "node:path";
import { writeWhole } from "../../../journal/files.ts";
import { composeFiles } from "./compose.ts";
import { kubernetesFiles, secretsName } from "./kubernetes.ts";
import { type ManifestOptions, shipmentOf } from "./shipment.ts";

const formats = { compose: composeFiles, kubernetes: kubernetesFiles } as const;

/** The name of a format. */
export type ManifestFormat = keyof typeof formats;

/**
 * Writes manifests and what they refer to; answers the names of what was written. Keys that lie in the
 * folder already are kept.
 * @throws ScenarioError where a file cannot be read or written, or is too large for the format
 */
export async function writeManifests(format: ManifestFormat, options: ManifestOptions): Promise<string[]> {
  const { out } = options;
  const shipment = await shipmentOf(options);
  const files = formats[format](shipment);
  for (const [name, bytes] of shipment.common) files.set(`scenario/${name}`, bytes);
  for (const [name, contents] of files)
    writeWhole(join(out, name), contents, name === secretsName ? 0o600 : undefined);
  return [...files.keys()];
}
