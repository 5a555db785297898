import { grayscale } from './grayscale/kernel';
import { motion } from './motion/kernel';

/** All kernels, in the order in which they are told. */
export const kernels = { grayscale, motion };
