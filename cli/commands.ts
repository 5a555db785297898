import type { AddCommand } from './command';
import { asl } from './commands/asl';
import { cancel } from './commands/cancel';
import { cleanup } from './commands/cleanup';
import { completion } from './commands/completion';
import { cost } from './commands/cost';
import { doctor } from './commands/doctor';
import { estimate } from './commands/estimate';
import { faces } from './commands/faces';
import { get } from './commands/get';
import { logs } from './commands/logs';
import { ls } from './commands/ls';
import { motion } from './commands/motion';
import { page } from './commands/page';
import { redrive } from './commands/redrive';
import { regions } from './commands/regions';
import { rm } from './commands/rm';
import { run } from './commands/run';
import { status } from './commands/status';
import { submit } from './commands/submit';
import { tasks } from './commands/tasks';
import { up } from './commands/up';
import { watch } from './commands/watch';

/** All commands, in the order of the help. */
export const commands: readonly AddCommand[] = [
  run,
  estimate,
  up,
  submit,
  watch,
  ls,
  status,
  get,
  page,
  rm,
  cancel,
  redrive,
  logs,
  cost,
  tasks,
  cleanup,
  motion,
  regions,
  faces,
  asl,
  doctor,
  completion,
];
