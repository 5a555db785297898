import { faces } from './faces/kernel';
import { grayscale } from './grayscale/kernel';
import { histogram } from './histogram/kernel';
import { motion } from './motion/kernel';
import { objects } from './objects/kernel';
import { pictures } from './pictures/kernel';

/** All kernels, in the order in which they are told. */
export const kernels = { grayscale, motion, pictures, histogram, objects, faces };
