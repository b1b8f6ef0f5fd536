'use strict';
(() => {
  const svgSpace = 'http://www.w3.org/2000/svg';
  const tip = document.createElement('div');
  tip.id = 'tip';
  tip.hidden = true;
  document.body.append(tip);

  // 1234.5678 -> "1235", 0.00012345 -> "0.0001234"
  const written = value => String(Number(value.toPrecision(4)));

  // Browsers show an svg's title as a tooltip of their own; its name moves to where only assistive technology reads it.
  function nameFigure(svg) {
    const title = svg.querySelector(':scope > title');
    if (!title) return;
    svg.setAttribute('role', 'group'); // an image would hide the legend's buttons
    svg.setAttribute('aria-label', title.textContent);
    title.remove();
  }

  function axis(text, upward) {
    const [kind, ...numbers] = text.split(' ');
    const [min, max, length] = numbers.map(Number);
    const share = kind === 'log'
      ? value => Math.log(value / min) / Math.log(max / min)
      : value => (value - min) / (max - min);
    return value => length * (upward ? 1 - share(value) : share(value));
  }

  function hoverValues(panel) {
    const x = axis(panel.dataset.x, false), y = axis(panel.dataset.y, true);
    const [nameX, nameY] = (panel.dataset.labels || '|').split('|');
    const curves = [...panel.querySelectorAll('.series[data-xs]')].map(series => {
      const xs = series.dataset.xs.split(' ').map(Number), ys = series.dataset.ys.split(' ').map(Number);
      return { series, points: xs.map((value, i) => ({ x: x(value), y: y(ys[i]), valueX: value, valueY: ys[i] })) };
    });
    if (curves.length === 0) return;

    const mark = document.createElementNS(svgSpace, 'circle');
    mark.setAttribute('r', '5');
    mark.setAttribute('class', 'axis');
    mark.setAttribute('visibility', 'hidden');
    panel.append(mark);

    const hide = () => { tip.hidden = true; mark.setAttribute('visibility', 'hidden'); };
    panel.addEventListener('pointerleave', hide);
    panel.addEventListener('pointermove', event => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(panel.getScreenCTM().inverse());
      let best = null, nearest = 24;
      for (const curve of curves) {
        if (curve.series.classList.contains('hidden')) continue;
        for (const point of curve.points) {
          const distance = Math.hypot(point.x - at.x, point.y - at.y);
          if (distance < nearest) { nearest = distance; best = { ...point, series: curve.series }; }
        }
      }
      if (!best) { hide(); return; }
      mark.setAttribute('cx', best.x);
      mark.setAttribute('cy', best.y);
      mark.setAttribute('visibility', 'visible');
      const name = best.series.dataset.series;
      tip.textContent = (name ? name + '\n' : '') + `${nameX || 'x'}: ${written(best.valueX)}\n${nameY || 'y'}: ${written(best.valueY)}`;
      tip.hidden = false;
      const room = tip.getBoundingClientRect();
      tip.style.left = Math.min(event.clientX + 14, innerWidth - room.width - 4) + 'px';
      tip.style.top = Math.max(4, event.clientY - room.height - 10) + 'px';
    });
  }

  function clickableLegend(svg) {
    const parts = name => [...svg.querySelectorAll('[data-series]')].filter(part => part.dataset.series === name);
    for (const entry of svg.querySelectorAll('.entry')) {
      // The gap between sample and words belongs to the button, too.
      const box = entry.getBBox(), ground = document.createElementNS(svgSpace, 'rect');
      for (const side of ['x', 'y', 'width', 'height']) ground.setAttribute(side, box[side]);
      ground.setAttribute('fill', 'transparent');
      entry.prepend(ground);
      entry.setAttribute('tabindex', '0');
      entry.setAttribute('role', 'button');
      entry.setAttribute('aria-pressed', 'false');
      entry.setAttribute('aria-label', 'Hide ' + entry.dataset.series);
      const toggle = () => {
        const hidden = entry.getAttribute('aria-pressed') !== 'true';
        for (const part of parts(entry.dataset.series)) {
          if (part.classList.contains('entry')) part.setAttribute('aria-pressed', String(hidden));
          else part.classList.toggle('hidden', hidden);
        }
      };
      entry.addEventListener('click', toggle);
      entry.addEventListener('keydown', event => {
        if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); toggle(); }
      });
    }
  }

  // The figure's own animation is the film; the slider only sets its clock.
  function player(svg) {
    const moving = svg.querySelector('[data-times]');
    if (!moving || !svg.querySelector('animate')) return;
    const [first, last] = moving.dataset.times.split(' ').map(Number);
    const seconds = parseFloat(svg.querySelector('animate').getAttribute('dur')), end = seconds * 0.9999;
    const bar = document.createElement('div');
    bar.className = 'player';
    const button = document.createElement('button'), slider = document.createElement('input'), label = document.createElement('output');
    button.type = 'button';
    Object.assign(slider, { type: 'range', min: 0, max: 1000, value: 1000 });
    slider.setAttribute('aria-label', 'Time');
    bar.append(button, slider, label);
    svg.parentElement.after(bar);
    let playing = false;

    const show = share => {
      const time = first + share * (last - first);
      label.textContent = (moving.dataset.unit || 'time') + ' ' + (last - first > 100 ? Math.round(time) : written(time));
    };
    const seek = share => { svg.setCurrentTime(share * end); show(share); };
    const follow = () => {
      if (!playing) return;
      const share = Math.min(1, svg.getCurrentTime() / end);
      slider.value = 1000 * share;
      show(share);
      if (share >= 1) { stop(); seek(1); } else requestAnimationFrame(follow);
    };
    const stop = () => { playing = false; svg.pauseAnimations(); button.textContent = '▶ Play'; };
    button.addEventListener('click', () => {
      if (playing) { stop(); return; }
      if (Number(slider.value) >= 1000) seek(0);
      playing = true;
      button.textContent = '❚❚ Pause';
      svg.unpauseAnimations();
      requestAnimationFrame(follow);
    });
    slider.addEventListener('input', () => { stop(); seek(slider.value / 1000); });
    stop();
    seek(1);
  }

  function sortable(table) {
    const body = table.tBodies[0];
    const key = (row, column) => {
      const cell = row.cells[column];
      return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
    };
    const compare = (a, b) => typeof a === 'number' && typeof b === 'number' ? a - b
      : typeof a === 'number' ? -1 : typeof b === 'number' ? 1 : a.localeCompare(b);
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const direction = head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
        for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', direction);
        const rows = [...body.rows].sort((a, b) => compare(key(a, column), key(b, column)));
        body.append(...(direction === 'ascending' ? rows : rows.reverse()));
      });
    });
  }

  // Rows without the words are hidden, and with a row the curves of its name.
  function filterable(table) {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 8) return;
    const field = document.createElement('input');
    Object.assign(field, { type: 'search', className: 'filter', placeholder: 'Filter rows' });
    field.setAttribute('aria-label', 'Filter rows');
    table.parentElement.before(field);
    field.addEventListener('input', () => {
      const words = field.value.trim().toLowerCase();
      for (const row of rows) {
        row.hidden = !row.textContent.toLowerCase().includes(words);
        for (const part of table.closest('section').querySelectorAll('.series, .entry')) {
          if (part.dataset.series !== row.cells[0].textContent) continue;
          if (part.classList.contains('entry')) part.setAttribute('aria-pressed', String(row.hidden));
          else part.classList.toggle('hidden', row.hidden);
        }
      }
    });
  }

  function copyable(line) {
    if (!navigator.clipboard) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(line.querySelector('code').textContent);
      button.textContent = 'Copied';
    });
    line.append(' ', button);
  }

  for (const svg of document.querySelectorAll('svg.fig')) {
    nameFigure(svg);
    clickableLegend(svg);
    svg.querySelectorAll('.panel[data-x]').forEach(hoverValues);
    player(svg);
  }
  document.querySelectorAll('table').forEach(sortable);
  document.querySelectorAll('table').forEach(filterable);
  document.querySelectorAll('.command').forEach(copyable);
})();
