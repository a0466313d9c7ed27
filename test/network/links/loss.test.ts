// Losses: how often, and whether they come in bursts.
import t from "tap";
import { arrivalsOf, linkOf, meanOf, passageOf } from "./passages.ts";

const count = 40_000;

/** Of each packet whether it was lost. */
function losses(kind: string, options: object): boolean[] {
  return arrivalsOf(passageOf({ loss: linkOf(kind, options) }), count).map(({ length }) => length === 0);
}

const isNumber = (lost: boolean) => (lost ? 1 : 0);

t.test("independent: the rate, and no memory", async (t) => {
  const lost = losses("independent", { probability: 0.3 });
  const { mean, error } = meanOf(lost.map(isNumber));
  t.ok(Math.abs(mean - 0.3) < 4 * error, `${mean} ± ${error}`);
  const after = meanOf(lost.filter((_, n) => n > 0 && lost[n - 1]!).map(isNumber));
  t.ok(Math.abs(after.mean - 0.3) < 4 * after.error, `after a loss ${after.mean} ± ${after.error}`);
});

t.test("Gilbert–Elliott: the rate in the long run, and the length of bursts", async (t) => {
  const [worsen, recover] = [0.05, 0.25];
  const lost = losses("gilbert-elliott", { worsen, recover });
  // Losses stay with those before: within a burst the next packet is lost with probability 1 − recover.
  const after = meanOf(lost.filter((_, n) => n > 0 && lost[n - 1]!).map(isNumber));
  t.ok(Math.abs(after.mean - 0.75) < 4 * after.error, `after a loss ${after.mean} ± ${after.error}`);
  // Correlation inflates the error of the rate by (1 + c)/(1 − c), c = 1 − worsen − recover.
  const { mean, error } = meanOf(lost.map(isNumber));
  const inflated = error * Math.sqrt((1 + 0.7) / (1 - 0.7));
  t.ok(Math.abs(mean - worsen / (worsen + recover)) < 4 * inflated, `${mean} ± ${inflated}`);
});

t.test("Gilbert–Elliott: good and bad times with losses of their own", async (t) => {
  const options = { worsen: 0.5, recover: 0.5, lossWhenGood: 0.1, lossWhenBad: 0.6 };
  const { mean, error } = meanOf(losses("gilbert-elliott", options).map(isNumber));
  t.ok(Math.abs(mean - 0.35) < 4 * error, `${mean} ± ${error}`);
});

t.test("a link says whether it may lose anything", async (t) => {
  const isLossy = (kind: string, options: object) => linkOf(kind, options).isLossy === true;
  t.ok(isLossy("independent", { probability: 0.01 }));
  t.notOk(isLossy("independent", { probability: 0 }));
  t.ok(isLossy("gilbert-elliott", { worsen: 0.1, recover: 0.5 }));
  t.notOk(isLossy("gilbert-elliott", { worsen: 0, recover: 0.5 }), "it begins in a good time");
  t.ok(isLossy("gilbert-elliott", { worsen: 0, recover: 0.5, lossWhenGood: 0.1 }));
  t.notOk(isLossy("gilbert-elliott", { worsen: 0.1, recover: 0.5, lossWhenBad: 0 }));
});
