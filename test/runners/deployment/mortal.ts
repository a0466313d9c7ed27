// `hearsay peer` in a process that kills itself, SIGKILL, where fate has it. No user sees this: the moments
// are found by wrapping methods of this process alone.
//
//   node mortal.ts <folder of fates> peer <scenario> --agent <i> …
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { exchangeOf, roundOf, type Stamp, stampOf } from "../../../src/network/frame.ts";
import { Conversation } from "../../../src/runners/conversation.ts";
import { PeerFolder } from "../../../src/runners/deployment/peer-folder.ts";
import { deathsOf, type Fate, fatesOf, type Moment, pidFile } from "./fates.ts";

const [folder = ""] = process.argv.splice(2, 1);
const agent = Number(process.argv[process.argv.indexOf("--agent") + 1]);
const past = deathsOf(folder, agent).length;
const fate: Fate | undefined = fatesOf(folder)[agent]?.[past];

fs.writeFileSync(pidFile(folder, agent), String(process.pid));

/** Kills whoever shares the fate, then this process. A pid stands in its file only while it is alive. */
function die(moment: Moment, stamp: Stamp, also: readonly number[]): void {
  const others = also.filter((other) => fs.existsSync(pidFile(folder, other)));
  const death = { round: roundOf(stamp), exchange: exchangeOf(stamp), moment, also: others };
  fs.appendFileSync(join(folder, `deaths-${agent}.jsonl`), `${JSON.stringify(death)}\n`);
  for (const other of others) {
    const pid = Number(fs.readFileSync(pidFile(folder, other), "utf8"));
    fs.rmSync(pidFile(folder, other));
    process.kill(pid, "SIGKILL");
  }
  fs.rmSync(pidFile(folder, agent));
  process.kill(process.pid, "SIGKILL");
}

/** Whether it is time: this moment at this exchange, or at the first after it that this life comes to. */
function isTime(moment: Moment, stamp: Stamp): boolean {
  return fate?.moment === moment && stamp >= stampOf(fate.round, fate.exchange);
}

function reach(moment: Moment, stamp: Stamp): void {
  if (isTime(moment, stamp)) die(moment, stamp, fate!.also);
}

let at: Stamp = 0;
let isDying = false;
const { begin, end } = Conversation.prototype;
Conversation.prototype.begin = function (stamp, step, message) {
  at = stamp;
  reach("begun", stamp);
  begin.call(this, stamp, step, message);
  // The frame is with the stream; the system has it a turn later.
  if (!isTime("sent", stamp) || isDying) return;
  isDying = true;
  setImmediate(() => die("sent", stamp, fate!.also));
};
Conversation.prototype.end = function () {
  const mixed = end.call(this);
  reach("mixed", at);
  return mixed;
};

const { row, save } = PeerFolder.prototype;
PeerFolder.prototype.row = function (entry) {
  const isSame = row.call(this, entry);
  reach("journalled", stampOf(entry.round, 0));
  return isSame;
};
let saving: Stamp = 0;
PeerFolder.prototype.save = function (checkpoint) {
  saving = stampOf(checkpoint.round, 0);
  save.call(this, checkpoint);
  reach("saved", saving);
};
const { renameSync } = fs;
fs.renameSync = (from, to) => {
  if (String(to).endsWith("checkpoint.npz")) reach("half saved", saving);
  renameSync(from, to);
};
syncBuiltinESMExports();

await import("../../../src/cli/hearsay.ts");
