/** `// eslint-disable-next-line rule -- reason`: the rule must be named and the reason given. */
export const disableNeedsReason = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { bare: 'name the rule and say why: eslint-disable-next-line <rule> -- <reason>' },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const text = comment.value.trim();
          if (!/^eslint-disable(-line|-next-line)?(\s|$)/.test(text)) continue;
          if (/^eslint-disable\S*\s+\S[^]*?\s--\s+\S/.test(text)) continue;
          // One column before the comment: from the comment on, it would silence this very report.
          const { line, column } = comment.loc.start;
          context.report({ loc: { line, column: column - 1 }, messageId: 'bare' });
        }
      },
    };
  },
};
