// Hosts that hear each other by way of a relay only: what they send each other goes through a tunnel
// (VXLAN) to the relay's process at their switch, TCP and all. Nobody on a host knows of it.
import { type ChildProcess, execFileSync } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { Hosts, ip, obstacle, startIn } from "./hosts.ts";
import type { Road } from "./lines.ts";
import type { RelayOrder } from "./relay.ts";

const program = resolve(import.meta.dirname, "relay.ts");
const relayAddress = "10.77.0.254";

/** Why no relayed hosts can be made here; undefined where they can. */
export function relayObstacle(): string | undefined {
  const why = obstacle();
  if (why !== undefined) return why;
  const namespace = `hsy${process.pid}t`;
  ip("netns", "add", namespace);
  try {
    ip("-n", namespace, "link", "add", "vx0", "type", "vxlan", "id", "1", "dstport", "4789");
    return undefined;
  } catch {
    return "the kernel has no VXLAN";
  } finally {
    ip("netns", "del", namespace);
  }
}

/** What a relay has handed on: packets, and their bytes from Ethernet's header on. */
export interface Carried {
  readonly packets: number;
  readonly bytes: number;
}

/** Hosts and the relay between them. */
export class RelayedHosts {
  readonly #hosts: Hosts;
  readonly #relay: ChildProcess;

  /**
   * @param congestion the algorithm of TCP on the hosts: reno may be chosen on every kernel
   */
  static async make(size: number, road: Road, congestion = "reno"): Promise<RelayedHosts> {
    const hosts = new Hosts(size);
    try {
      const { hosts: names, between } = hosts.namespaces;
      ip("-n", between, "addr", "add", `${relayAddress}/24`, "dev", "br0");
      for (const [k, name] of names.entries()) addTunnel(name, k, size, congestion);
      const order: RelayOrder = { own: relayAddress, hosts: names.map((_, k) => hosts.address(k)), road };
      const relay = startIn(between, [program, JSON.stringify(order)]);
      await Promise.race([once(relay.stderr!, "data"), once(relay, "exit")]);
      return new RelayedHosts(hosts, relay);
    } catch (error) {
      hosts.remove();
      throw error;
    }
  }

  private constructor(hosts: Hosts, relay: ChildProcess) {
    this.#hosts = hosts;
    this.#relay = relay;
  }

  /** The address by which the others reach a host, by way of the relay. */
  address(host: number): string {
    return addressOf(host);
  }

  /** Starts Node on a host. */
  start(host: number, words: readonly string[]): ChildProcess {
    return this.#hosts.start(host, words);
  }

  /** Ends the relay and the hosts; answers what the relay has carried. */
  async remove(): Promise<Carried> {
    let said = "";
    this.#relay.stderr!.on("data", (chunk) => {
      said += chunk;
    });
    try {
      const closed = once(this.#relay, "close");
      if (this.#relay.exitCode === null) this.#relay.kill();
      await closed;
    } finally {
      this.#hosts.remove();
    }
    return JSON.parse(said);
  }
}

function addressOf(host: number): string {
  return `10.78.0.${host + 1}`;
}

/** Ethernet addresses of relayed hosts count from 1. */
function ethernetOf(host: number): string {
  return `02:00:00:00:00:${(host + 1).toString(16).padStart(2, "0")}`;
}

function addTunnel(namespace: string, host: number, size: number, congestion: string): void {
  const inside = (...words: readonly string[]) => ip("-n", namespace, ...words);
  const kind = ["type", "vxlan", "id", "1", "remote", relayAddress, "dstport", "4789", "nolearning"];
  inside("link", "add", "vx0", "address", ethernetOf(host), ...kind);
  // Every packet of its own: what the kernel would cut up later is no packet that a line carries.
  inside("link", "set", "vx0", "mtu", "1450", "gso_max_segs", "1");
  inside("addr", "add", `${addressOf(host)}/24`, "dev", "vx0");
  inside("link", "set", "vx0", "up");
  for (let other = 0; other < size; other++) {
    if (other === host) continue;
    inside("neigh", "add", addressOf(other), "lladdr", ethernetOf(other), "dev", "vx0", "nud", "permanent");
  }
  const setting = `echo ${congestion} > /proc/sys/net/ipv4/tcp_congestion_control`;
  execFileSync("ip", ["netns", "exec", namespace, "sh", "-c", setting], { stdio: "ignore" });
}
