import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { HTTP_STATUSES } from '../../../src/http/httpError.js';
import { docsPage } from '../../../src/http/rest/docsPage.js';
import { codesOf, openapi, printOpenapi } from '../../../src/http/rest/openapi.js';
import { ENDPOINTS } from '../../../src/http/rest/endpoints.js';

describe('openapi', () => {
  it('is what is committed', async () => {
    const committed = await readFile(new URL('../../../schema/openapi.yml', import.meta.url), 'utf8');
    // Differs? `lethe schema` writes it anew.
    expect(committed).toBe(printOpenapi());
  });

  it('tells every code of every endpoint under its status', () => {
    const { paths } = openapi();
    for (const endpoint of ENDPOINTS) {
      const responses = paths[endpoint.path]?.[endpoint.method.toLowerCase()]?.responses;
      for (const code of codesOf(endpoint)) {
        expect(responses?.[String(HTTP_STATUSES[code])]?.['description']).toContain(code);
      }
    }
  });

  it('says that a body is needed wherever one is taken', () => {
    const { paths } = openapi();
    const bodies = ENDPOINTS.flatMap(({ path, method, body }) =>
      body ? [paths[path]?.[method.toLowerCase()]?.requestBody?.['required']] : [],
    );
    expect(bodies.length).toBeGreaterThan(4);
    expect(new Set(bodies)).toEqual(new Set([true]));
  });

  it('refers only to shapes that it has', () => {
    const document = openapi();
    const names = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name,
    );
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining([...new Set(names)]));
  });

  it('has a page without script, style in the text or outside address', () => {
    const page = docsPage(openapi());
    expect(page).not.toMatch(/<script|<style| style=|https?:\/\/|\son\w+=/);
    expect(page).not.toMatch(/undefined|\[object/);
    for (const { path } of ENDPOINTS) expect(page).toContain(path);
  });
});
