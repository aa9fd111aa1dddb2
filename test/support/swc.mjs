// @ts-check

/**
 * How tests compile TypeScript: types are stripped with the same decorator metadata as in the build, and modules stay ES
 * modules, as in production.
 */
export const swc = {
  swcrc: false,
  sourceMaps: /** @type {const} */ ('inline'),
  module: { type: /** @type {const} */ ('es6') },
  jsc: {
    target: /** @type {const} */ ('es2023'),
    keepClassNames: true,
    experimental: { keepImportAttributes: true },
    parser: { syntax: /** @type {const} */ ('typescript'), decorators: true },
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      useDefineForClassFields: false,
    },
  },
};
