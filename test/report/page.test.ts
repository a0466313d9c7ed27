// The page says what a reader must not overlook.
import t from "tap";
import { runPage } from "../../src/report/page.ts";
import { sampleReport } from "./sample.ts";

t.test(
  "a mixing that the algorithm never uses is called so, beside its sigma and in the certificate",
  async (t) => {
    const { certificate } = sampleReport();
    const page = (used: boolean) =>
      runPage(sampleReport(8, { certificate: { ...certificate, used } as never }), []);
    t.match(page(false), "<dt>σ of W, not used</dt>");
    t.match(page(false), />used by the algorithm<\/th><td>no</);
    t.match(page(true), "<dt>σ of W</dt>");
    t.notMatch(page(true), "used by the algorithm");
  },
);
