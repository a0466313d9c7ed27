// Journals that grow while they are merged: a round is whole when all have told, and not before.
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { bytesToHex } from "@noble/hashes/utils.js";
import t, { type Test } from "tap";
import { writtenView } from "../../../src/journal/peer-journal.ts";
import { Merge } from "../../../src/runners/deployment/merge.ts";
import type { Recorder } from "../../../src/runners/runner.ts";
import { experimentOf, small } from "../experiments.ts";

const experiment = experimentOf({
  ...small,
  ...{ agents: 3, rounds: 8, topology: { kind: "complete" } },
  network: {
    membership: [
      { kind: "leaves", agent: 2, round: 2 },
      { kind: "joins", agent: 2, round: 4 },
      { kind: "leaves", agent: 2, round: 6 },
    ],
  },
});

/** A digest that tells kind, agent and round. */
const digestOf = (kind: string, agent: number, round: number) =>
  `${kind === "row" ? "a" : "b"}${agent}${round}`.padEnd(64, "0");

/** A merge, what it has recorded, and a hand that writes in journals. */
function merging(t: Test) {
  const folder = t.testdir();
  const recorded: { readonly round: number; readonly digests: readonly string[] }[] = [];
  const recorder: Recorder = {
    record({ round, digests }) {
      recorded.push({ round, digests: digests!.map((digest) => bytesToHex(digest)) });
      return false;
    },
    pass: () => false,
    save: () => {},
  };
  const tell = (agent: number, kind: "row" | "rest", ...rounds: readonly number[]) => {
    const peer = join(folder, "peers", String(agent));
    mkdirSync(peer, { recursive: true });
    for (const round of rounds) {
      const counts = { messages: 0, bytes: 0, wireBytes: 0 };
      const row = { kind, round, digest: digestOf(kind, agent, round), ...counts, view: writtenView({}) };
      appendFileSync(join(peer, "journal.jsonl"), `${JSON.stringify(row)}\n`);
    }
  };
  const rounds = () => recorded.map(({ round }) => round);
  return { merge: new Merge(folder, experiment, recorder), recorded, rounds, tell };
}

t.test("who leaves a second time is not taken for what it was when it left first", async (t) => {
  const { merge, recorded, rounds, tell } = merging(t);
  for (const agent of [0, 1]) tell(agent, "row", 0, 1, 2, 3, 4, 5, 6);
  tell(2, "row", 0, 1);
  tell(2, "rest", 2);
  tell(2, "row", 4, 5);
  merge.advance();
  t.same(rounds(), [0, 1, 2, 3, 4, 5]);
  tell(2, "rest", 6);
  merge.advance();
  t.equal(recorded[6]?.digests[2], digestOf("rest", 2, 6));
  t.equal(recorded[3]?.digests[2], digestOf("rest", 2, 2));
});

t.test("hopeless is a run one of whose agents is given up and has told nothing", async (t) => {
  const { merge, rounds, tell } = merging(t);
  tell(0, "row", 0, 1);
  tell(2, "row", 0);
  merge.goOnWithout([2]);
  merge.advance();
  t.notOk(merge.isHopeless, "agent 1 may yet tell");
  merge.goOnWithout([1]);
  merge.advance();
  t.ok(merge.isHopeless);
  tell(1, "row", 0);
  merge.advance();
  t.notOk(merge.isHopeless);
  t.same(rounds(), [0, 1]);
});

t.test("there is no round in which nobody took part", async (t) => {
  const { merge, rounds, tell } = merging(t);
  for (const agent of [0, 1]) tell(agent, "row", 0, 1, 2, 3, 4, 5);
  tell(2, "row", 0, 1);
  tell(2, "rest", 2);
  tell(2, "row", 4, 5);
  tell(2, "rest", 6);
  merge.goOnWithout([0, 1]);
  merge.advance();
  t.same(rounds(), [0, 1, 2, 3, 4, 5]);
});
