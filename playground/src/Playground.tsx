import { GraphiQL } from 'graphiql';
import { EXAMPLES_PLUGIN } from './ExamplesPanel.js';
import { EXAMPLES } from './examples.js';
import { fetcher } from './fetcher.js';

const PLUGINS = [EXAMPLES_PLUGIN];
const FIRST_TABS = EXAMPLES.slice(0, 1).map(({ query }) => ({ query }));

/**
 * GraphiQL with examples. Queries can hold PII, so what is typed is kept in the browser's tab and ends with it;
 * headers, where secrets would be, are not kept at all, and there is no history.
 */
export function Playground() {
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={PLUGINS}
      visiblePlugin={EXAMPLES_PLUGIN}
      defaultTabs={FIRST_TABS}
      storage={sessionStorage}
      shouldPersistHeaders={false}
      showPersistHeadersSettings={false}
      inputValueDeprecation
      schemaDescription
      customScalarSchemas={{ JSON: {} }}
    >
      <GraphiQL.Logo>
        <h1 className="home">
          <a href="/">Lethe</a> Playground
        </h1>
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
