/**
 * The hosts of a connection string, for people: `MongoDB at a:27017,b:27017`. User, password and options are left
 * out, and so is everything that does not look like hosts: a badly quoted password must not be shown as one.
 */
export function describeUri(uri: string): string {
  const rest = /^mongodb(?:\+srv)?:\/\/(.*)$/s.exec(uri)?.[1] ?? '';
  const hosts = rest.slice(rest.lastIndexOf('@') + 1).split(/[/?]/)[0] ?? '';
  return /^[\w.:,[\]-]+$/.test(hosts) ? `MongoDB at ${hosts}` : 'MongoDB';
}
