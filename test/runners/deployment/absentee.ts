// `hearsay peer` in a process that stops or kills itself before an exchange of a round. It leaves its number
// in a file, for whoever is to wake it.
//
//   node absentee.ts '{"1": {"round": 30, "signal": "SIGSTOP", "file": …}}' peer <scenario> --agent <i> …
import { writeFileSync } from "node:fs";
import { roundOf } from "../../../src/network/frame.ts";
import { Conversation } from "../../../src/runners/conversation.ts";

/** When an agent's process is to be absent, and how. */
export interface Absence {
  readonly round: number;
  readonly signal: "SIGSTOP" | "SIGKILL";
  readonly file: string;
}

const [absences = "{}"] = process.argv.splice(2, 1);
const agent = process.argv[process.argv.indexOf("--agent") + 1]!;
let ahead: Absence | undefined = JSON.parse(absences)[agent];

const { begin } = Conversation.prototype;
Conversation.prototype.begin = function (stamp, step, message) {
  if (ahead !== undefined && roundOf(stamp) >= ahead.round) {
    const { file, signal } = ahead;
    ahead = undefined;
    writeFileSync(file, String(process.pid));
    process.kill(process.pid, signal);
  }
  begin.call(this, stamp, step, message);
};

await import("../../../src/cli/hearsay.ts");
