"""The table of README.md between its two marks, from what make.py recorded."""
BEGIN, END = '<!-- table -->\n', '<!-- end of table -->'
COLUMNS = [(8, 8), (6, 8), (6, 4), (4, 8), (4, 4), (3, 8), (3, 4), (2, 8), (2, 4)]


def write_table(results, path):
    lines = ['| network (float) | weights | ranges | ' + ' | '.join(f'W{w}A{a}' for w, a in COLUMNS) + ' |',
             '|---|---|---|' + '---|' * len(COLUMNS)]
    for name, entry in results.items():
        percent = lambda correct: f'{100 * correct / entry["images"]:.2f}'
        kinds = sorted({(c['activations'], c['weights'], c['granularity']) for c in entry['cells']},
                       key=lambda k: (['tensor', 'group', 'channel', 'block'].index(k[2]), ['min-max', 'moving average', 'percentile', 'MSE', 'entropy'].index(k[0])))
        title = f'{name} ({percent(entry["float"])})'
        for activations, weights, granularity in kinds:
            found = {(c['weightBits'], c['activationBits']): percent(c['correct']) for c in entry['cells']
                     if (c['activations'], c['weights'], c['granularity']) == (activations, weights, granularity)}
            lines.append(f'| {title} | {granularity} | {activations} | ' + ' | '.join(found.get(c, '') for c in COLUMNS) + ' |')
            title = ''
    text = path.read_text()
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    path.write_text(text[:begin] + '\n'.join(lines) + '\n' + text[end:])
