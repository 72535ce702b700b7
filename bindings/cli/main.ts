// The command `zeropoint`. Exit codes: 0 all went well, 1 something failed, 2 the arguments are wrong.
import { Command, CommanderError, Option } from 'commander';

import { inspect } from './inspect.js';
import { complain, integer, numbers, shapeOf, sizeOf } from './options.js';
import { presetNames } from './presets.js';
import { runNetwork } from './run.js';

declare const ZEROPOINT_VERSION: string;

const kernels = () => new Option('--kernels <name>', 'the results are the same bytes').choices(['auto', 'scalar', 'simd128']).default('auto');

// Commander lets subcommands inherit this when they are made by command().
const program = new Command('zeropoint')
  .description('Float and quantized convolutional networks: what is in an ONNX file, and what it says of a picture.')
  .version(ZEROPOINT_VERSION)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'zeropoint: ')) });

program
  .command('inspect')
  .description('list the layers of a network with their shapes, parameters and multiply-accumulates')
  .argument('<model.onnx>')
  .option('--shape <input=sizes>', 'fix the shape of an input, --shape x=1,3,224,224; once for each', shapeOf)
  .option('--json', 'as JSON')
  .addOption(kernels())
  .action(inspect);

program
  .command('run')
  .description('run a classifier on pictures and print the classes with the highest scores')
  .argument('<model.onnx>')
  .argument('<image...>', 'PNG, JPEG, WebP, GIF, TIFF or AVIF')
  .option('--top <n>', 'how many classes', integer(1), 5)
  .option('--labels <file>', 'names of the classes: a line each, or JSON (a list, or an object by number)')
  .addOption(new Option('--preset <name>', 'how bytes become input values; imagenet also resizes as torchvision does').choices(presetNames).default('0-1', '0-1; custom with --mean or --std'))
  .option('--mean <numbers>', 'custom: subtracted from byte / 255, one number or one a channel', numbers)
  .option('--std <numbers>', 'custom: divides what is left', numbers)
  .option('--size <height,width>', 'size of the input where the file leaves it open', sizeOf)
  .option('--resize <how>', 'cover: scale and crop the middle; stretch; or the shorter side in pixels, before the crop', 'cover')
  .addOption(new Option('--layout <order>', 'order of the input').choices(['nchw', 'nhwc']).default(undefined, 'by its shape'))
  .option('--softmax', 'turn scores into probabilities')
  .option('--time', 'print how long each picture took in the network')
  .option('--json', 'as JSON')
  .addOption(kernels())
  .action(runNetwork);

// A reader that has seen enough closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else complain(error);
}
