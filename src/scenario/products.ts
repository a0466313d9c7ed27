// What the kinds of each section must build; the types say so too, but a plug-in need not be typed.
import { ScenarioError } from "../error.ts";
import type { Section } from "./scenario.ts";

/** What a kind may build. */
export type Product = Section | "link" | "computing" | "outage" | "missing" | "lie";

const members: Readonly<Record<Product, Readonly<Record<string, string>>>> = {
  topology: { size: "number", period: "number", hears: "function", isHeardBy: "function" },
  mixing: { topology: "object", row: "function", column: "function" },
  environment: { shares: "object" },
  algorithm: { name: "string", shares: "object", init: "function", round: "function", view: "function" },
  link: { init: "function", carry: "function" },
  computing: { durationMs: "function" },
  outage: { isUp: "function" },
  missing: { mixerOf: "function", isPlain: "boolean", isMemoryless: "boolean", byColumns: "boolean" },
  lie: { told: "function" },
};

/** @throws ScenarioError at `place` naming the first member that what `kind` has built lacks */
export function requireMembers(product: unknown, what: Product, place: string, kind: string): void {
  const found = (typeof product === "object" && product !== null ? product : {}) as Record<string, unknown>;
  for (const [name, type] of Object.entries(members[what])) {
    if (found[name] !== null && typeof found[name] === type) continue;
    const article = type === "object" ? "an" : "a";
    const allowed = `what it builds needs a member ${name} that is ${article} ${type}`;
    throw new ScenarioError(place, kind, allowed);
  }
}
