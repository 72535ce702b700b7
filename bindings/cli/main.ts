// The command `zeropoint`. Exit codes: 0 all went well, 1 something failed, 2 the arguments are wrong.
import { Command, CommanderError, Option } from 'commander';

import { compareNetworks } from './compare.js';
import { inspect } from './inspect.js';
import { complain, integer, numberOf, numbers, shapeOf, sizeOf } from './options.js';
import { presetNames } from './presets.js';
import { quantizeNetwork } from './quantize.js';
import { granularityOf } from './recipe.js';
import { runNetwork } from './run.js';

declare const ZEROPOINT_VERSION: string;

const kernels = () => new Option('--kernels <name>', 'the results are the same bytes').choices(['auto', 'scalar', 'simd128', 'relaxed']).default('auto');

/** How pictures become input values. */
const takesPictures = (command: Command) => command
  .addOption(new Option('--preset <name>', 'how bytes become input values; imagenet also resizes as torchvision does').choices(presetNames).default('0-1', '0-1; custom with --mean or --std'))
  .option('--mean <numbers>', 'custom: subtracted from byte / 255, one number or one a channel', numbers)
  .option('--std <numbers>', 'custom: divides what is left', numbers)
  .option('--size <height,width>', 'size of the input where the file leaves it open', sizeOf)
  .option('--resize <how>', 'cover: scale and crop the middle; stretch; or the shorter side in pixels, before the crop', 'cover')
  .addOption(new Option('--layout <order>', 'order of the input').choices(['nchw', 'nhwc']).default(undefined, 'by its shape'));

/** Sets of images. */
const takesImages = (command: Command) => takesPictures(command
  .requiredOption('--images <path>', 'a folder of pictures (or of folders, one a class), an IDX file, or what the names of a packed set begin with')
  .option('--batch <n>', 'images at a time', integer(1), 16)
  .option('--limit <n>', 'at most so many images, from the start', integer(1)));

// Commander lets subcommands inherit this when they are made by command().
const program = new Command('zeropoint')
  .description('Float and quantized convolutional networks: what is in an ONNX file, what it says of a picture, and what it loses as integers.')
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

takesPictures(program
  .command('run')
  .description('run a classifier on pictures and print the classes with the highest scores')
  .argument('<model.onnx>')
  .argument('<image...>', 'PNG, JPEG, WebP, GIF, TIFF or AVIF')
  .option('--top <n>', 'how many classes', integer(1), 5)
  .option('--labels <file>', 'names of the classes: a line each, or JSON (a list, or an object by number)'))
  .option('--softmax', 'turn scores into probabilities')
  .option('--time', 'print how long each picture took in the network')
  .option('--json', 'as JSON')
  .addOption(kernels())
  .action(runNetwork);

takesImages(program
  .command('quantize')
  .description('turn a float network into one of integers, by what its values are on images; written as QuantizeLinear and DequantizeLinear pairs')
  .argument('<model.onnx>')
  .requiredOption('-o, --output <file>', 'where to write it'))
  .option('--recipe <file>', 'how to quantize, as JSON; the options below win over it')
  .option('--weight-bits <n>', '1 to 8 (8)', integer(1))
  .addOption(new Option('--weight-scheme <name>', '(symmetric)').choices(['symmetric', 'affine', 'binary']))
  .option('--activation-bits <n>', '2 to 8 (8)', integer(1))
  .option('--granularity <kind>', 'which weights share a scale: tensor, channel, group:<groups>, block:<input channels> (channel)', granularityOf)
  .addOption(new Option('--method <name>', 'how ranges are chosen (minmax)').choices(['minmax', 'moving-average', 'percentile', 'mse', 'entropy']))
  .option('--percentile <p>', 'for the method percentile, above 50 and at most 100 (99.99)', numberOf)
  .addOption(new Option('--four-bit <type>', 'element type of weights of at most 4 bits').choices(['int8', 'int4']).default('int8'))
  .option('--json', 'as JSON')
  .addOption(kernels())
  .action(quantizeNetwork);

takesImages(program
  .command('compare')
  .description('run a float network and its quantized form on the same images: error of each layer, agreement, accuracy')
  .argument('<float.onnx>')
  .argument('<quantized.onnx>'))
  .option('--labels <file>', 'the number of each image\'s class, a line each; else by folders or by the labels of the packed set')
  .option('--classes <file>', 'names of the classes, where folders of images are named by them: a line each, or JSON')
  .option('--json', 'as JSON')
  .addOption(kernels())
  .action(compareNetworks);

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
