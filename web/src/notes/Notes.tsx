import '../style/notes.css';

import type { ComponentChildren } from 'preact';

import { samples } from '../lab/samples';
import { commit, hrefTo } from '../state/url-state';

/** What the laboratory does, in the order in which it does it. */
export function Notes() {
  return (
    <article class="notes">
      <h1>How it works</h1>
      <p>
        Quantization writes real numbers r as small integers q. Two parameters tie them together, a scale S and a zero
        point Z. Everything on this page follows from four equations.
      </p>
      <ol class="equations">
        <Equation name="what a code means">r = S·(q − Z)</Equation>
        <Equation name="which code a value gets">q = clamp(rne(r / S) + Z, qmin, qmax)</Equation>
        <Equation name="the scale from a range">S = (rmax − rmin) / (qmax − qmin)</Equation>
        <Equation name="the zero point">Z = clamp(rne(qmax − rmax / S), qmin, qmax)</Equation>
      </ol>
      <p>
        rne rounds to the nearest integer, halves to the even one. The range is first widened to hold 0, so that 0 is
        exact. The <a href={hrefTo('number-line')} onClick={commit}>number line</a> shows the four at work on one value.
      </p>

      <h2>A photograph, step by step</h2>
      <ol>
        <li>Your file holds a byte v, 0 to 255, for each colour of each pixel. It is decoded without colour management.</li>
        <li>The byte stands for a real value r = v/255. That is the first equation with S = 1/255 and Z = 0: an 8-bit picture is quantized already.</li>
        <li>An observer looks at all r and finds their range; S and Z follow from it and from the number of bits.</li>
        <li>Every r gets its code q, and r̂ is what the code means. Values beyond the ends saturate.</li>
        <li>The screen shows v̂, the byte next to r̂. All errors and metrics compare v̂ with v. Alpha is left alone.</li>
      </ol>

      <h2>A network, step by step</h2>
      <ol>
        <li>The float network runs on the calibration images, and every value that goes from layer to layer is observed.</li>
        <li>S and Z of each layer's results follow from what was seen, those of the weights from the weights themselves.</li>
        <li>Weights become codes, a bias a number of steps S<sub>x</sub>S<sub>w</sub>: the network is frozen.</li>
        <li>An image becomes codes; convolutions multiply and add integers, and one multiplication by M brings each sum to the next layer's steps.</li>
        <li>The scores are real numbers again. The <a href={hrefTo('network')} onClick={commit}>network section</a> compares them, and every layer on the way, with those of the float network.</li>
      </ol>

      <h2>Exact, and the same everywhere</h2>
      <p>
        One core in C++ does all the arithmetic, here as WebAssembly in a worker. Its rules fix every rounding, so a
        phone, a laptop and a server get the same bytes. While you drag on a large picture a smaller copy is shown,
        with its numbers in grey; when the hand rests, everything is exact again.
      </p>
      <p>
        Numbers show three significant digits; pointing at one shows all of them, and so does copying it. The address
        of the page holds every control, but not your picture: that never leaves your machine.
      </p>

      <h2>Keys on the picture</h2>
      <dl class="keys">
        <Key keys="Arrows">the next pixel; ten on with Shift</Key>
        <Key keys="+ −">zoom in and out</Key>
        <Key keys="0">fit the picture in</Key>
      </dl>

      <h2>The networks and their images</h2>
      <p>
        The three networks are the project's own, Apache-2.0. Fashion-MNIST's images are © 2017 Zalando SE,{' '}
        <a href="./models/data/fashion-mnist-licence.txt">MIT</a>. The digits are 512 of MNIST's, whose copyright Yann LeCun and
        Corinna Cortes hold, available under Creative Commons Attribution-Share Alike 3.0. CIFAR-10's images may not be
        handed on: parts of the photographs below stand in for them.
      </p>

      <h2>The photographs</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="Sources and licences of the photographs">
        <table>
          <thead><tr><th>photograph</th><th>source</th><th>licence</th></tr></thead>
          <tbody>
            {samples.map(({ id, title, source, licence }) => (
              <tr key={id}><th scope="row">{title}</th><td>{source}</td><td>{licence}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="hint">All from the data of scikit-image as Debian packages it, some encoded anew to save room.</p>
    </article>
  );
}

function Equation({ name, children }: { name: string; children: ComponentChildren }) {
  return <li><span class="equation">{children}</span> <span class="hint">{name}</span></li>;
}

function Key({ keys, children }: { keys: string; children: ComponentChildren }) {
  return <div><dt><kbd>{keys}</kbd></dt><dd>{children}</dd></div>;
}
