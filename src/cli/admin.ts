import type { Command } from 'commander';
import { addAdminCreate } from './adminCreate.js';
import { addAdminResetSecondFactor } from './adminResetSecondFactor.js';
import { addAdminToken } from './adminToken.js';
import type { Cli } from './cli.js';

/** `lethe admin …`: whoever may run the command line on the gateway's machine may do everything. */
export function addAdmin(program: Command, cli: Cli): void {
  const admin = program
    .command('admin')
    .description('make administrators and their tokens, let them in again');
  addAdminCreate(admin, cli);
  addAdminToken(admin, cli);
  addAdminResetSecondFactor(admin, cli);
}
