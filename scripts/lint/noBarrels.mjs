import path from 'node:path';

/** No `index` files, and no import that means one: a barrel hides who uses what and makes cycles. */
export const noBarrels = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      file: 'no index files: name the file after its main export',
      import: 'import the file itself, not a folder or a barrel',
    },
  },
  create(context) {
    const check = (node) => {
      const value = node.source?.value;
      if (typeof value !== 'string' || !value.startsWith('.')) return;
      if (/(^|\/)(\.{1,2}|index(\.[cm]?[jt]s)?)?$/.test(value)) {
        context.report({ node, messageId: 'import' });
      }
    };
    return {
      Program(node) {
        if (/^index\.[cm]?[jt]sx?$/.test(path.basename(context.filename))) {
          context.report({ node, messageId: 'file' });
        }
      },
      ImportDeclaration: check,
      ImportExpression: check,
      ExportAllDeclaration: check,
      ExportNamedDeclaration: check,
    };
  },
};
