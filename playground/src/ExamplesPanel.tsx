import { Kind } from 'graphql';
import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from '@graphiql/react';
import { EXAMPLES, examplesByJob, type Example } from './examples.js';
import { exampleVariables } from './exampleVariables.js';

/** A list of operations to try, job by job, filled in from the account. None takes the place of what was typed. */
function ExamplesPanel() {
  const actions = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);

  const open = async (example: Example): Promise<void> => {
    const variables = await exampleVariables(example.document);
    if (!isUntouched(queryEditor?.getValue() ?? '')) actions.addTab();
    queryEditor?.setValue(example.query);
    variableEditor?.setValue(variables);
    actions.updateActiveTabValues({ query: example.query, variables });
    // The editor tells them a moment later; whoever runs the example at once would send the name of the one before.
    actions.setOperationFacts(factsOf(example));
  };

  return (
    <section className="examples" aria-labelledby="examples-title">
      <h2 id="examples-title">Examples</h2>
      <p>Nothing runs before you press the button.</p>
      {[...examplesByJob()].map(([job, examples]) => (
        <section key={job}>
          <h3>{job}</h3>
          <ul>
            {examples.map((example) => (
              <li key={example.id}>
                <button type="button" onClick={() => void open(example)}>
                  {example.title}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

function factsOf({
  document,
}: Example): Parameters<ReturnType<typeof useGraphiQLActions>['setOperationFacts']>[0] {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const operationName = operations[0]?.name?.value;
  return { documentAST: document, operations, ...(operationName !== undefined && { operationName }) };
}

function isUntouched(query: string): boolean {
  return query.trim() === '' || EXAMPLES.some((example) => example.query === query);
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M4 6h16M4 12h10M4 18h7M16 15l4 3-4 3z" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

export const EXAMPLES_PLUGIN: GraphiQLPlugin = {
  title: 'Examples',
  icon: ExamplesIcon,
  content: ExamplesPanel,
};
