export const small: { mainFields: string[]; minifyWhitespace: true; minifySyntax: true; lineLimit: number };
