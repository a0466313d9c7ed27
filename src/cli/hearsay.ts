#!/usr/bin/env node
// Where the program begins: what Node makes of all other modules is kept for the next time, which then
// begins in half the time. In this file nothing else is imported, because that would be loaded before.
import { enableCompileCache } from "node:module";
import "./lean.ts";

enableCompileCache();
await import("./program.ts");
