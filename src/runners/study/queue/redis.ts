// The connection to Redis, where the runs of queued studies wait.
import { Redis, ReplyError } from "ioredis";
import { ScenarioError } from "../../../error.ts";

/** Everything of ours in Redis begins with this. */
export const prefix = "hearsay";

/** BullMQ works best from this version of Redis on. */
const oldest = "6.2";

const form = "redis://[[user]:password@]host[:port][/database], or rediss:// for TLS";

/**
 * Connects, and from then on connects again whenever the connection is lost: commands wait meanwhile.
 *
 * @param address redis:// or rediss://
 * @param say told in one line when the connection is lost and when it is back
 * @throws ScenarioError where the address has another form, nobody answers there, or Redis is too old
 */
export async function connect(address: string, say: (line: string) => void): Promise<Redis> {
  const shown = shownAddress(address);
  let reached = false;
  const client = new Redis(address, {
    lazyConnect: true,
    // What BullMQ needs: no command is given up, it waits for the next connection.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (reached ? Math.min(100 * times, 5000) : null),
  });
  let reason: Error | undefined;
  client.on("error", (error: Error) => {
    reason = error;
  });
  try {
    await client.connect();
    refuseOld(await client.info("server"), shown);
    // A database that does not exist is told like this only; the connection would use another.
    if (reason !== undefined) throw reason;
  } catch (error) {
    client.disconnect();
    if (error instanceof ScenarioError) throw error;
    throw new ScenarioError(
      "--queue",
      shown,
      `no Redis lets us in there: ${faultOf(reason ?? (error as Error))}`,
    );
  }
  reached = true;
  let lost = false;
  client.on("reconnecting", () => {
    if (!lost) say(`lost the connection to ${shown}; trying again`);
    lost = true;
  });
  client.on("ready", () => {
    if (lost) say(`connected to ${shown} again`);
    lost = false;
  });
  return client;
}

/**
 * What `work` gives.
 * @throws ScenarioError where Redis refuses one of its commands: it is full, or the user may not do this
 */
export async function unlessRefused<T>(address: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
    const [answer] = (error as Error).message.split("\n");
    throw new ScenarioError("--queue", shownAddress(address), `this Redis refuses: ${answer}`);
  }
}

/** The address without its password. @throws ScenarioError where it is none of Redis */
function shownAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  // An address that cannot be read may hold a password all the same.
  const hidden = address.replace(/\/\/[^/]*@/, "//…@");
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === "")
    throw new ScenarioError("--queue", hidden, form);
  if (!/^\/?\d*$/.test(url.pathname)) throw new ScenarioError("--queue", hidden, form);
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/** @throws ScenarioError */
function refuseOld(info: string, shown: string): void {
  const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? "0";
  if (version.localeCompare(oldest, "en", { numeric: true }) >= 0) return;
  throw new ScenarioError("--queue", `Redis ${version} at ${shown}`, `Redis ${oldest} or later`);
}

const faults: readonly (readonly [sign: RegExp, meaning: string])[] = [
  [/ECONNREFUSED/, "nothing listens at this port"],
  [/ENOTFOUND/, "there is no such host"],
  [/EAI_AGAIN/, "the name of the host cannot be looked up"],
  [/ETIMEDOUT/, "no answer in time"],
  [/ECONNRESET/, "the connection was cut off"],
  [/^NOAUTH/, "it asks for a password"],
  [/^WRONGPASS/, "the user or the password is wrong"],
  [/DB index is out of range/, "it has no database of this number"],
  [/Protocol error/, "what answers is no Redis"],
];

function faultOf(error: Error): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return faults.find(([sign]) => sign.test(code) || sign.test(message))?.[1] ?? message;
}
