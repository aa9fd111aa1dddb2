/** What this process has written to its streams since. */
export interface Ear {
  readonly heard: string;
  stop(): void;
}

/** Listens to standard output and standard error; what the service logs does not reach the terminal meanwhile. */
export function eavesdrop(): Ear {
  let heard = '';
  const endings = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream);
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      heard += text;
      if (stream === process.stderr) write(text);
      rest
        .filter((one): one is () => void => typeof one === 'function')
        .forEach((done) => {
          done();
        });
      return true;
    };
    return (): void => {
      stream.write = write;
    };
  });
  return {
    get heard(): string {
      return heard;
    },
    stop: (): void => {
      for (const end of endings) end();
    },
  };
}
