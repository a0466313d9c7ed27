// Hosts that a test makes: network namespaces of Linux on one switch. Needs iproute2 and root.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";

/** Why no hosts can be made here; undefined where they can. */
export function obstacle(): string | undefined {
  if (process.platform !== "linux") return "network namespaces are Linux's";
  if (process.getuid?.() !== 0) return "only root can make network namespaces";
  try {
    execFileSync("ip", ["netns", "list"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "iproute2 is not here";
  }
}

/** Runs `ip` of iproute2. @throws Error where it refuses */
export function ip(...words: readonly string[]): void {
  execFileSync("ip", words, { stdio: ["ignore", "ignore", "pipe"] });
}

/** Starts Node in a namespace. */
export function startIn(namespace: string, words: readonly string[]): ChildProcess {
  const command = ["netns", "exec", namespace, process.execPath, ...words];
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  return spawn("ip", command, { env, stdio: ["ignore", "ignore", "pipe"] });
}

/** Hosts on one switch. */
export class Hosts {
  readonly #names: readonly string[];
  readonly #switch: string;

  constructor(size: number) {
    const prefix = `hsy${process.pid}`;
    this.#switch = `${prefix}s`;
    this.#names = Array.from({ length: size }, (_, k) => `${prefix}h${k}`);
    ip("netns", "add", this.#switch);
    ip("-n", this.#switch, "link", "add", "br0", "type", "bridge");
    ip("-n", this.#switch, "link", "set", "br0", "up");
    this.#names.forEach((name, k) => {
      ip("netns", "add", name);
      ip("-n", name, "link", "set", "lo", "up");
      ip("-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", `v${k}`, "netns", this.#switch);
      ip("-n", this.#switch, "link", "set", `v${k}`, "master", "br0");
      ip("-n", this.#switch, "link", "set", `v${k}`, "up");
      ip("-n", name, "addr", "add", `${this.address(k)}/24`, "dev", "eth0");
      ip("-n", name, "link", "set", "eth0", "up");
    });
  }

  address(host: number): string {
    return `10.77.0.${host + 1}`;
  }

  /** The namespaces of the hosts, and of the switch between them. */
  get namespaces(): { readonly hosts: readonly string[]; readonly between: string } {
    return { hosts: this.#names, between: this.#switch };
  }

  /** Starts Node on a host. */
  start(host: number, words: readonly string[]): ChildProcess {
    return startIn(this.#names[host]!, words);
  }

  /** Pulls a host's cable, or plugs it in. */
  setCable(host: number, plugged: boolean): void {
    ip("-n", this.#switch, "link", "set", `v${host}`, plugged ? "up" : "down");
  }

  remove(): void {
    for (const name of [...this.#names, this.#switch]) ip("netns", "del", name);
  }
}
