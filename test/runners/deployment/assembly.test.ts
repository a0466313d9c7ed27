// Peers that wait for their neighbours say for whom.
import t from "tap";
import { awaitedText, sayIfLate } from "../../../src/runners/deployment/assembly.ts";

const never = new Promise<void>(() => {});
const running = new AbortController().signal;

t.test("said once where neighbours are late, not where all are there or the run is over", async (t) => {
  const said: string[] = [];
  // The clock that says it does not keep a process alive.
  const alive = setInterval(() => {}, 1000);
  await sayIfLate(Promise.resolve(), running, () => said.push("there"), 60_000);
  await sayIfLate(never, AbortSignal.abort(), () => said.push("over"), 60_000);
  t.same(said, []);
  await sayIfLate(never, running, () => said.push("late"), 1);
  t.same(said, ["late"]);
  clearInterval(alive);
});

t.test("the lower number of two dials", async (t) => {
  t.equal(awaitedText(2, [5, 3, 1], [5]), "waits for agent 1, which dials; agent 3");
});
