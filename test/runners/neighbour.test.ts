// What is sent to a neighbour and not confirmed is bounded by two.
import t from "tap";
import { NextFrames } from "../../src/runners/inbox.ts";
import { Neighbour } from "../../src/runners/neighbour.ts";

t.test("two frames may wait for confirmation; whoever is at an exchange confirms all before", async (t) => {
  const neighbour = new Neighbour(new NextFrames());
  neighbour.sent(3);
  t.ok(neighbour.hasCredit);
  neighbour.sent(5);
  t.notOk(neighbour.hasCredit);
  neighbour.isAt(3);
  t.notOk(neighbour.hasCredit, "it is still at the older");
  neighbour.isAt(4);
  t.ok(neighbour.hasCredit);
  neighbour.sent(7);
  t.notOk(neighbour.hasCredit);
  neighbour.isAt(8);
  neighbour.sent(9);
  t.ok(neighbour.hasCredit, "both were confirmed");
  neighbour.isAt(2);
  t.ok(neighbour.hasCredit, "old news take nothing back");
  t.equal(neighbour.wasAt, 4);
  neighbour.isAt(6);
  t.equal(neighbour.wasAt, 6, "news that were overtaken count");
  for (const stamp of [5, 6, 7]) neighbour.sent(stamp);
  t.ok(neighbour.hasCredit, "it is at 8 and needs none of these");
});

t.test("what is written off is the older frame, and only where there is no credit", async (t) => {
  const neighbour = new Neighbour(new NextFrames());
  neighbour.sent(3);
  neighbour.writeOff();
  neighbour.sent(5);
  t.notOk(neighbour.hasCredit, "3 is still open");
  neighbour.writeOff();
  t.ok(neighbour.hasCredit);
  neighbour.sent(7);
  neighbour.isAt(5);
  t.notOk(neighbour.hasCredit, "3 is forgotten, 5 and 7 are open");
  neighbour.isAt(6);
  t.ok(neighbour.hasCredit);
});
