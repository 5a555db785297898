import type { AddCommand } from './command';
import { asl } from './commands/asl';
import { cancel } from './commands/cancel';
import { faces } from './commands/faces';
import { motion } from './commands/motion';
import { redrive } from './commands/redrive';
import { run } from './commands/run';
import { status } from './commands/status';
import { up } from './commands/up';

/** All commands, in the order of the help. */
export const commands: readonly AddCommand[] = [run, up, status, cancel, redrive, motion, faces, asl];
