import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

export default defineConfig(
  { ignores: ['dist/**', 'node_modules/**', '.data/**', 'templates/**'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: {
      // One program, read once: the service that editors like keeps every file open and takes a quarter longer.
      parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-extraneous-class': [
        'error',
        { allowWithDecorator: true, allowEmpty: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // There are no enums to assign to: unions of words say as much, and one is refused below.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // A class and an interface of one name: a token for injection and the values behind it.
      '@typescript-eslint/no-unsafe-declaration-merging': 'off',
      // `if (x || y)` on booleans and empty strings is meant as it reads in views.
      '@typescript-eslint/prefer-nullish-coalescing': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Nest and others declare their options as classes and take plain objects.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      complexity: ['error', 10],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'no-control-regex': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'A union of words, not an enum.' },
        {
          selector:
            "CallExpression[callee.property.name='query'] > TemplateLiteral[expressions.length>0]",
          message: 'Use parameters, not a template string, in a query.',
        },
        {
          selector: 'Property[key.name=/^(cascade|eager|synchronize)$/][value.value=true]',
          message:
            'TypeORM cascades, eager loading and synchronize are not used: say what is read and written.',
        },
      ],
    },
  },
  {
    files: ['**/*.service.ts', '**/*.store.ts', '**/*.controller.ts', '**/*.module.ts'],
    rules: {
      // Injected classes are values to the container, whatever they look like to the compiler; six of them are the limit.
      '@typescript-eslint/consistent-type-imports': 'off',
      'max-params': ['error', 6],
    },
  },
  {
    files: ['test/**/*.ts', '**/*.spec.ts', 'bench/**/*.ts', 'prove/**/*.ts'],
    rules: {
      // A story is as long as it is.
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    files: ['**/*.mjs', 'templates/assets/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        AbortController: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
);
