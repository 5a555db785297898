import type { KernelName } from '../../pipeline/job-options';
import { grayscale } from './grayscale';
import type { Kernel } from './kernel';
import { motion } from './motion/motion';

export const kernels: Readonly<Record<KernelName, Kernel>> = { grayscale, motion };
