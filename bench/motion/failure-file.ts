/** Where in its folder a measured process leaves why it failed. */
export const failureFile = 'failure.txt';
