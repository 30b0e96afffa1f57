import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** One address of the house with one method, as the router knows it. */
export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
}

/** Every route of the running application, as its router prints them; HEAD goes with GET. */
export function routesOf(app: NestFastifyApplication): Route[] {
  const prefixes: string[] = [];
  const routes: Route[] = [];
  for (const line of app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }).split('\n')) {
    const [, lead, part, methods] = /^(.*?)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (lead === undefined || part === undefined) continue;
    const depth = lead.length / 4;
    prefixes.length = depth;
    // The root's own slash stands before everything.
    prefixes[depth] = `${depth === 0 ? '' : (prefixes[depth - 1] ?? '')}${part}`;
    for (const method of (methods ?? '').split(', '))
      if (method === 'GET' || method === 'POST' || method === 'DELETE')
        routes.push({ method, path: prefixes[depth].replace(/^\/assets\/[^/]+/, '/assets/:version') });
  }
  return routes;
}

/** The path with its parameters filled in. */
export const filled = (path: string, values: Record<string, string> = {}): string =>
  path.replace(/:(\w+)/g, (_, name: string) => values[name] ?? standing[name] ?? 'x');

export const UNKNOWN = '01890000-0000-7000-8000-00000000dead';

const standing: Record<string, string> = {
  id: UNKNOWN,
  token: 'a'.repeat(26),
  documents: 'requests',
  name: 'request',
  type: 'submit',
  index: '0',
};
