// Ports on this machine that nobody listens at.
import { createServer } from "node:net";
import { ScenarioError } from "../../error.ts";

/** Below the ports that systems give to outgoing connections, which come and go. */
const lowest = 15_000;
const highest = 32_000;

/** The first free ports from a place that differs from process to process. @throws ScenarioError */
export async function freePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  const start = (process.pid * 61) % (highest - lowest);
  for (let k = 0; k < highest - lowest && found.length < count; k++) {
    const port = lowest + ((start + k) % (highest - lowest));
    if (await isFree(port)) found.push(port);
  }
  if (found.length < count) throw new ScenarioError("agents", count, `${found.length} ports are free`);
  return found;
}

/** Whether one can listen at a port of this machine. */
export function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

const refusals: Readonly<Record<string, string>> = {
  EADDRINUSE: "it is taken",
  EADDRNOTAVAIL: "it is no address of this machine",
  EACCES: "the system does not allow it",
};

/** Why an address could not be listened at. */
export function refusalOf({ message }: Error): string {
  const [code = ""] = /\bE[A-Z]{4,}\b/.exec(message) ?? [];
  return refusals[code] ?? message.split("\n")[0]!;
}
