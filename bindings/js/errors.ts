/** What went wrong, as a stable word for programs; the message is the sentence for people. */
export type ErrorCode =
  | 'invalid_argument' // a parameter is outside its documented range or of the wrong type
  | 'shape_mismatch' // lengths, shapes or axes do not fit together
  | 'not_finite' // NaN or infinity where numbers are needed
  | 'too_large' // above a stated ceiling
  | 'out_of_memory' // the WebAssembly memory could not grow
  | 'unsupported' // well-formed, but not something that this library does
  | 'disposed' // the object was used after dispose()
  | 'aborted' // an AbortSignal stopped the work
  | 'load_failed'; // the WebAssembly module could not be fetched or compiled

/** Every error that this package throws. The instance that threw it stays usable. */
export class ZeropointError extends Error {
  override readonly name = 'ZeropointError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
