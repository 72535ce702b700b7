import { useLayoutEffect, useRef } from 'preact/hooks';

import { Choice } from '../../ui/Choice';
import { commit } from '../../state/url-state';
import { lessonAddress, lessonId } from '../state/lesson';
import { change, settings } from '../state/recipe-settings';
import { lessons } from './lesson-list';

/** Links to three things that everyone meets. */
export function Lessons() {
  return (
    <section class="lessons" aria-labelledby="lessons-title">
      <h2 id="lessons-title">Lessons</h2>
      <ul>
        {lessons.map((lesson) => (
          <li key={lesson.id}>
            <a href={lessonAddress(lesson)} aria-current={lesson.id === lessonId.value ? 'true' : undefined} onClick={commit}>{lesson.title}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The one that is open: a sentence, a control, an equation. */
export function OpenLesson() {
  const open = lessons.find(({ id }) => id === lessonId.value);
  const box = useRef<HTMLElement>(null);
  // On a phone the links are far from here.
  useLayoutEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [open]);
  if (!open) return null;
  const { title, sentence, equation, control: { label, setting, options } } = open;
  return (
    <section ref={box} class="lesson" aria-label={title} data-testid="lesson">
      <p class="lesson-head">
        <strong>{title}</strong>
        <button type="button" class="button" data-square aria-label="Close the lesson" onClick={() => (lessonId.value = '')}>×</button>
      </p>
      <p>{sentence}</p>
      <Choice label={label} value={String(settings.value[setting])} options={options} onInput={(value) => change({ [setting]: value })} />
      <p class="equation number">{equation}</p>
    </section>
  );
}
