import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import v1 from './specification-v1.json' with { type: 'json' };
import v2 from './specification.json' with { type: 'json' };
import { invalidFields } from './api-error.js';

/** The API version whose requests are accepted, in v1 and v2; a test compares both with the SDK's. */
export const apiVersion: string = v2.info.version;

type Method = 'get' | 'post';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: object;
}

interface OperationDescription {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required: boolean;
    /** v1 reads forms, v2 reads JSON. */
    readonly content: {
      readonly 'application/json'?: { readonly schema: object };
      readonly 'application/x-www-form-urlencoded'?: { readonly schema: object };
    };
  };
  readonly responses: object;
}

/** Checks one request. `body` and `query` throw a 400 that names the field, or narrow the type. */
export interface RequestCheck<Body, Query> {
  body(value: unknown): Body;
  query(value: unknown): Query;
}

const settings = { strict: false, allErrors: false } as const;
const bodies = new Ajv2020(settings);
/** In a form everything is text. */
const forms = new Ajv2020({ ...settings, coerceTypes: true });
const queries = new Ajv2020({ ...settings, coerceTypes: 'array' });
for (const validator of [bodies, forms]) formats.default(validator);
bodies.addSchema({ $id: 'stripe', components: v2.components });
forms.addSchema({ $id: 'stripe', components: v1.components });

type Paths = Readonly<Record<string, Readonly<Record<string, OperationDescription>>>>;
const paths: Paths = { ...v1.paths, ...v2.paths };

/**
 * The check of one operation, straight from the specification: an unknown key, a wrong enum or a
 * missing field is refused just as the provider refuses it, so a typo cannot pass here and fail there.
 */
export function requestCheck<Body, Query>(method: Method, path: string): RequestCheck<Body, Query> {
  const description = describe(method, path);
  const isV1 = path.startsWith('/v1/');
  const content = description.requestBody?.content ?? {};
  const bodySchema = (content['application/json'] ?? content['application/x-www-form-urlencoded'])
    ?.schema ?? { type: 'object', maxProperties: 0 };
  let validBody: ValidateFunction<Body> | undefined;
  let validQuery: ValidateFunction<Query> | undefined;
  return {
    body(value) {
      validBody ??= (isV1 ? forms : bodies).compile<Body>(absolute(bodySchema));
      const given = value ?? {};
      if (!validBody(given)) throw invalidFields(sentence(validBody.errors));
      return given;
    },
    query(value) {
      validQuery ??= queries.compile<Query>(querySchema(description, isV1));
      if (!validQuery(value)) throw invalidFields(sentence(validQuery.errors));
      return value;
    },
  };
}

function describe(method: Method, path: string): OperationDescription {
  const found = paths[path]?.[method];
  if (!found) throw new Error(`The specification has no ${method} ${path}.`);
  return found;
}

function querySchema(description: OperationDescription, isV1: boolean): object {
  const parameters = (description.parameters ?? []).filter(({ in: place }) => place === 'query');
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      ...(isV1 ? {} : { page: { type: 'string' } }),
      ...Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    },
  };
}

function absolute(schema: object): object {
  return '$ref' in schema ? { $ref: `stripe${String(schema.$ref)}` } : schema;
}

function sentence(errors: readonly ErrorObject[] | null | undefined): string {
  const [first] = errors ?? [];
  if (!first) return 'The request is not valid.';
  const place = first.instancePath === '' ? 'The request' : first.instancePath;
  const { additionalProperty } = first.params as { additionalProperty?: string };
  const detail = additionalProperty ? ` (${additionalProperty})` : '';
  return `${place} ${first.message ?? 'is not valid'}${detail}.`;
}
