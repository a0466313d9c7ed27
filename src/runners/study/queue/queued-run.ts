// What a job of the queue carries: one run of a study, and the SHA-256 of the files and plug-ins it needs.
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import { canonicalJson, type FileDigests, sha256Hex } from "../../../scenario/digest.ts";
import { checkedBy } from "../../../scenario/refusal.ts";
import { frame } from "../../../scenario/scenario.ts";
import type { StudyPlan } from "../../../scenario/study/study-plan.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/, "64 hex digits");
const digests = z.record(z.string(), digest);
const seed = z.int().nonnegative();

const schema = z.strictObject({
  study: frame.shape.name,
  version: z.string(),
  gaps: z.array(z.number()),
  planned: z.strictObject({
    index: z.int().nonnegative(),
    point: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    seeds: z.strictObject({ graph: seed, world: seed, learning: seed }),
    scenario: z.record(z.string(), z.unknown()),
  }),
  files: digests,
  plugins: digests,
});

/** One run of a study as plain data; `version` is the code version that its bits belong to. */
export type QueuedRun = z.infer<typeof schema>;

/**
 * Checks what stands in a job, which anybody may have put there.
 * @throws ScenarioError
 */
export function readQueuedRun(data: unknown): QueuedRun {
  return checkedBy(schema, data, "the job");
}

/** The runs of a plan by the ids of their jobs: equal plans, files, plug-ins and code, equal ids. */
export function queuedRuns(
  plan: StudyPlan,
  version: string,
  { files, plugins }: { readonly files: FileDigests; readonly plugins: FileDigests },
): ReadonlyMap<string, QueuedRun> {
  const { name, gaps, runs } = plan;
  const identity = canonicalJson({ plan, files, plugins, version });
  const study = sha256Hex(utf8ToBytes(identity)).slice(0, 16);
  return new Map(
    runs.map((planned) => {
      const run = { study: name, version, gaps: [...gaps], planned, files, plugins };
      return [`${study}-${planned.index}`, run as QueuedRun];
    }),
  );
}

/**
 * The queue of the runs that need this code version and exactly these plug-ins, given by their SHA-256:
 * a worker that cannot compute the same bits never sees them.
 */
export function queueName(version: string, plugins: readonly string[]): string {
  if (plugins.length === 0) return version;
  return `${version}-${sha256Hex(utf8ToBytes([...plugins].sort().join())).slice(0, 12)}`;
}
