// Prints the folder of a data set of the set-up, for the Python scripts.
import { requireData } from '../../tools/setup/data.mjs';

try {
  process.stdout.write(requireData(process.argv[2]));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
