import { connect } from 'node:net';

/** One keep-alive connection that sends a request and waits for its answer; as little of Node in between as can be. */
export function connection(port) {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  let pending = null;
  let held = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    held = held.length ? Buffer.concat([held, chunk]) : chunk;
    const end = held.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = held.toString('latin1', 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (held.length < end + 4 + length) return;
    const answer = { status: Number(head.slice(9, 12)), body: held.toString('utf8', end + 4, end + 4 + length) };
    held = held.subarray(end + 4 + length);
    const { resolve } = pending;
    pending = null;
    resolve(answer);
  });
  socket.on('error', (error) => pending?.reject(error));
  return {
    post: (path, token, body) =>
      new Promise((resolve, reject) => {
        pending = { resolve, reject };
        const text = JSON.stringify(body);
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
        );
      }),
    close: () => socket.destroy(),
  };
}
