// Files by their SHA-256 in Redis: once for all runs that name them.
import type { Redis } from "ioredis";
import { ScenarioError } from "../../../error.ts";
import { type FileDigests, sha256Hex } from "../../../scenario/digest.ts";
import type { NamedFiles } from "./named-files.ts";
import { prefix } from "./redis.ts";

/** A file goes when nobody has put or taken it for so long. */
const keptSeconds = 30 * 24 * 3600;

const keyOf = (digest: string) => `${prefix}:file:${digest}`;

/** Puts files into Redis where they are not yet. */
export async function putFiles(redis: Redis, files: NamedFiles): Promise<void> {
  for (const bytes of files.values()) {
    const key = keyOf(sha256Hex(bytes));
    if ((await redis.expire(key, keptSeconds)) === 1) continue;
    await redis.set(key, Buffer.from(bytes), "EX", keptSeconds);
  }
}

/** Takes files from Redis and keeps those of the last run at hand, because the next often needs the same. */
export class FileShelf {
  readonly #redis: Redis;
  #shelf: ReadonlyMap<string, Uint8Array> = new Map();

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /**
   * Path → bytes.
   * @throws ScenarioError where Redis has a file no longer, or has other bytes
   */
  async take(files: FileDigests): Promise<Readonly<Record<string, Uint8Array>>> {
    const taken = new Map<string, Uint8Array>();
    for (const [path, digest] of Object.entries(files)) {
      const bytes = this.#shelf.get(digest) ?? (await this.#fetch(path, digest));
      taken.set(digest, bytes);
    }
    this.#shelf = taken;
    return Object.fromEntries(Object.entries(files).map(([path, digest]) => [path, taken.get(digest)!]));
  }

  async #fetch(path: string, digest: string): Promise<Uint8Array> {
    const bytes = await this.#redis.getBuffer(keyOf(digest));
    if (bytes === null)
      throw new ScenarioError(path, "no bytes in Redis", "put the study into the queue again");
    await this.#redis.expire(keyOf(digest), keptSeconds);
    if (sha256Hex(bytes) === digest) return bytes;
    throw new ScenarioError(path, "other bytes in Redis", `a file with the SHA-256 ${digest}`);
  }
}
