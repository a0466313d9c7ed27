// Files with keys of peers and observers.
import { existsSync } from "node:fs";
import { generateKeyPair, privateKeyToProtobuf } from "@libp2p/crypto/keys";
import type { PrivateKey } from "@libp2p/interface";
import { ScenarioError } from "../../error.ts";
import { writeWhole } from "../../journal/files.ts";
import { readKey } from "./hosts.ts";

/** Only its owner may read a key. */
const ownersOnly = 0o600;

/**
 * The Ed25519 key in a file; made where there is no file, for its owner alone unless told otherwise.
 * @throws ScenarioError where it is another
 */
export async function keptKey(path: string, mode = ownersOnly): Promise<PrivateKey> {
  if (!existsSync(path)) writeWhole(path, privateKeyToProtobuf(await generateKeyPair("Ed25519")), mode);
  const key = readKey(path);
  if (key.type !== "Ed25519") throw new ScenarioError(path, key.type, "an Ed25519 key");
  return key;
}
