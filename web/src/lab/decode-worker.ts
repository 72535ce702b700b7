import { decode, type Decoded } from './decode';

export type DecodeReply = { decoded: Decoded } | { error: string };

const scope = self as unknown as {
  postMessage(reply: DecodeReply, transfer: Transferable[]): void;
  onmessage: (event: MessageEvent<Blob>) => void;
};

scope.onmessage = async ({ data: blob }) => {
  try {
    const decoded = await decode(blob);
    const buffers = [decoded.full.data.buffer, ...(decoded.preview ? [decoded.preview.data.buffer] : [])];
    scope.postMessage({ decoded }, buffers);
  } catch (error) {
    scope.postMessage({ error: error instanceof Error ? error.message : String(error) }, []);
  }
};
