// `hearsay peer` in a process whose event loop stands still now and then, as under a long computation. No
// user sees this: a method of this process alone is wrapped.
//
//   node thinker.ts <agent> <round>:<seconds>,… peer <scenario> --agent <i> …
import { stampOf } from "../../../src/network/frame.ts";
import { Conversation } from "../../../src/runners/conversation.ts";

const [thinker = "", plan = ""] = process.argv.splice(2, 2);
const isMe = process.argv[process.argv.indexOf("--agent") + 1] === thinker;
const thoughts = new Map(
  plan.split(",").map((part) => {
    const [round = 0, seconds = 0] = part.split(":").map(Number);
    return [stampOf(round, 0), seconds];
  }),
);

const { begin } = Conversation.prototype;
Conversation.prototype.begin = function (stamp, step, message) {
  const seconds = isMe ? (thoughts.get(stamp) ?? 0) : 0;
  if (seconds > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000 * seconds);
  begin.call(this, stamp, step, message);
};

await import("../../../src/cli/hearsay.ts");
