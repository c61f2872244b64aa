/**
 * The editor makes style elements as it goes. Our content policy takes only those that carry the page's nonce, so
 * every style element gets it as it is made; whoever could make one here could run script already.
 */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

type Create = (this: Document, name: string, options?: ElementCreationOptions) => HTMLElement;
const create: Create = Reflect.get(Document.prototype, 'createElement');
const createWithNonce: Create = function (name, options) {
  const element = create.call(this, name, options);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
};
Reflect.set(Document.prototype, 'createElement', createWithNonce);
