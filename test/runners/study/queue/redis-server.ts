// A Redis of a test's own: on a free port, in memory only, gone with the test.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Test } from "tap";
import { freePorts } from "../../../../src/runners/deployment/ports.ts";

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

/** Starts a server, on a free port unless told; it does not outlive the test. */
export async function startRedis(
  t: Test,
  port?: number,
  ...options: readonly string[]
): Promise<RedisServer> {
  const chosen = port ?? (await freePorts(1))[0]!;
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
  const stop = async () => {
    server.kill("SIGKILL");
    await closed;
    rmSync(folder, { recursive: true, force: true });
  };
  t.teardown(stop);
  return { address: `redis://127.0.0.1:${chosen}`, port: chosen, stop };
}

/** A line to a server that can be cut and mended. */
export interface Line {
  readonly address: string;
  /** Ends all connections, and every new one at once. */
  cut(): void;
  mend(): void;
}

/** Lays a line to a server's port. */
export async function lineTo(t: Test, port: number): Promise<Line> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy()).on("close", () => to.destroy());
      from.pipe(to);
    }
    return near;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as { readonly port: number };
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  t.teardown(() => {
    cut();
    server.close();
  });
  const mend = () => {
    isCut = false;
  };
  return { address: `redis://127.0.0.1:${own}`, cut, mend };
}
