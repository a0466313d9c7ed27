// A Redis of a test's own: on a free port, in memory only, gone with the test.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why there is no Redis to test against; false where there is one. `.ci/run` installs it. */
export const noRedis =
  spawnSync("redis-server", ["--version"]).status === 0
    ? false
    : "redis-server is missing: install the Debian package redis-server";

/** A running server. */
export interface RedisServer {
  readonly address: string;
  readonly port: number;
  /** Ends it; answers once its port is free. */
  stop(): Promise<void>;
}

/** Starts a server, on a free port unless told. */
export async function startRedis(port?: number, ...options: readonly string[]): Promise<RedisServer> {
  const chosen = port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), "hearsay-redis-"));
  const words = ["--port", String(chosen), "--bind", "127.0.0.1", "--dir", folder];
  const server = spawn("redis-server", [...words, "--save", "", "--appendonly", "no", ...options]);
  const closed = new Promise<void>((resolve) => server.once("close", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let text = "";
    server.stdout.on("data", (chunk: Buffer) => {
      text += chunk;
      if (text.includes("Ready to accept connections")) resolve();
    });
    void closed.then(() => reject(new Error(text)));
  });
  return {
    address: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    async stop() {
      server.kill("SIGKILL");
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
