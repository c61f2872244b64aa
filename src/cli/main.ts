import { createCli } from './cli.js';
import { runCommand } from './program.js';

const exitCode = await runCommand(process.argv.slice(2), createCli());
// `serve` is still at work here, and has its own word on how it ends.
if (exitCode !== 0) process.exitCode = exitCode;
