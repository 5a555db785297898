import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * The arrows of the house: each folder, and the folders of ours it may import from.
 * A folder may always import from itself; what isn't listed is refused.
 */
const mayImport = {
  // Of a kernel only what says what it is; its program is loaded by those who do the work.
  pipeline: ['kernels'],
  media: ['pipeline'],
  aws: ['pipeline'],
  kernels: ['pipeline', 'media', 'aws'],
  statemachine: ['pipeline'],
  handlers: ['pipeline', 'media', 'aws', 'kernels'],
  container: ['pipeline', 'media', 'aws', 'kernels'],
  // Programs of the browser.
  web: ['pipeline'],
  infra: ['pipeline', 'statemachine'],
  local: ['pipeline', 'statemachine', 'aws', 'handlers'],
  cli: ['pipeline', 'media', 'aws', 'kernels', 'statemachine', 'container', 'local'],
};

const zones = Object.entries(mayImport).map(([folder, allowed]) => ({
  target: `./${folder}`,
  from: Object.keys(mayImport)
    .filter((other) => other !== folder && !allowed.includes(other))
    .map((other) => `./${other}`),
  message: `${folder}/ may import only from: ${[folder, ...allowed].join(', ')}.`,
}));

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'out', 'coverage', 'cdktf.out', '**/*.cjs'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          project: ['./tsconfig.json', './web/tsconfig.json'],
          noWarnOnMultipleProjects: true,
        }),
      ],
    },
    rules: {
      // A kernel's program is loaded when it's called for, and knows the plan, which knows the kernels.
      'import-x/no-cycle': ['error', { allowUnsafeDynamicCyclicDependency: true }],
      'import-x/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A schema and its type share one name: `const Segment = z.object(…); type Segment = z.infer<typeof Segment>`.
      'no-redeclare': 'off',
      '@typescript-eslint/no-redeclare': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value='zod'] ImportSpecifier[imported.name='z']",
          message: "import * as z from 'zod': bundles then leave out what isn't used, such as its 50 languages.",
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment through its schema, once, at start.' },
      ],
    },
  },
  {
    files: ['pipeline/**/*.ts', 'kernels/*/{kernel,options}.ts', 'kernels/registry.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@aws-sdk/*', 'node:fs*', 'node:child_process', 'node:http'],
              message: 'pipeline/ and what kernels say of themselves are pure.',
            },
          ],
        },
      ],
    },
  },
  { files: ['test/**/*.{ts,tsx}'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  {
    files: ['bin/*.mjs', 'scripts/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
