/** Styles are gathered by the bundler, into the page. */
declare module '*.css';
