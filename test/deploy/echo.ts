// A process that answers what it hears over TCP, or asks and tells what the line between them is like:
// `echo.ts serve`, `echo.ts ask <address> <bytes to send>`.
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { median } from "../../src/math/median.ts";

const port = 4000;
const questions = 20;
const [task, address, amount] = process.argv.slice(2);

/** Sends bytes and waits until all have come back; milliseconds. */
async function asked(socket: Socket, bytes: number): Promise<number> {
  const began = performance.now();
  socket.write(new Uint8Array(bytes));
  for (let come = 0; come < bytes; ) come += (await once(socket, "data"))[0].length;
  return performance.now() - began;
}

if (task === "serve") {
  createServer({ noDelay: true }, (socket) => socket.pipe(socket)).listen(port, () =>
    process.stderr.write("ready\n"),
  );
} else {
  const socket = connect({ port, host: address, noDelay: true });
  await once(socket, "connect");
  const times: number[] = [];
  for (let k = 0; k < questions; k++) times.push(await asked(socket, 100));
  const bulkMs = await asked(socket, Number(amount));
  process.stderr.write(JSON.stringify({ roundTripMs: median(times), bulkMs }));
  socket.destroy();
}
