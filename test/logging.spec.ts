import { loggablePath } from '../src/logging.js';

describe('a logged path', () => {
  it.each([
    ['/q/hJk3_9sLq2-8dK1mZx0vBnT5', '/q/(token)'],
    ['/welcome/hJk3_9sLq2-8dK1mZx0vBnT5/password?x=1', '/welcome/(token)/password'],
    [
      '/api/v1/requests/0192f0c1-5d1e-7a3b-9c4d-2f6e8a1b3c5d/events',
      '/api/v1/requests/0192f0c1-5d1e-7a3b-9c4d-2f6e8a1b3c5d/events',
    ],
    ['/sign-in?to=/secret', '/sign-in'],
  ])('%s is logged as %s', (url, path) => {
    expect(loggablePath(url)).toBe(path);
  });
});
