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

  // Part of a panel: the pixels [left, right, top, bottom] of its area that are shown over all of it.
  const shown = new WeakMap();

  // How far a panel is magnified, and where its pixels then lie.
  function magnification(panel) {
    if (!shown.has(panel)) return { sx: 1, sy: 1, dx: 0, dy: 0 };
    const [left, right, top, bottom] = shown.get(panel), { width, height } = area(panel);
    const sx = width / (right - left), sy = height / (bottom - top);
    return { sx, sy, dx: -left * sx, dy: -top * sy };
  }

  const area = panel => ({ width: Number(panel.dataset.x.split(' ')[3]), height: Number(panel.dataset.y.split(' ')[3]) });
  const locate = (panel, event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(panel.getScreenCTM().inverse());

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
    mark.setAttribute('pointer-events', 'none'); // links lie below
    panel.append(mark);

    const hide = () => { tip.hidden = true; mark.setAttribute('visibility', 'hidden'); };
    panel.addEventListener('pointerleave', hide);
    panel.addEventListener('pointermove', event => {
      const at = locate(panel, event), { sx, sy, dx, dy } = magnification(panel), { width, height } = area(panel);
      let best = null, nearest = 24;
      for (const curve of curves) {
        if (curve.series.classList.contains('hidden')) continue;
        for (const point of curve.points) {
          const px = sx * point.x + dx, py = sy * point.y + dy;
          if (px < -1 || py < -1 || px > width + 1 || py > height + 1) continue;
          const distance = Math.hypot(px - at.x, py - at.y);
          if (distance < nearest) { nearest = distance; best = { ...point, px, py, series: curve.series }; }
        }
      }
      if (!best) { hide(); return; }
      mark.setAttribute('cx', best.px);
      mark.setAttribute('cy', best.py);
      mark.setAttribute('visibility', 'visible');
      const name = best.series.dataset.series;
      tip.textContent = (name ? name + '\n' : '') + `${nameX || 'x'}: ${written(best.valueX)}\n${nameY || 'y'}: ${written(best.valueY)}`;
      tip.hidden = false;
      const room = tip.getBoundingClientRect();
      tip.style.left = Math.min(event.clientX + 14, innerWidth - room.width - 4) + 'px';
      tip.style.top = Math.max(4, event.clientY - room.height - 10) + 'px';
    });
  }

  const element = (name, attributes, text = '') => {
    const made = document.createElementNS(svgSpace, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  };

  // Round values between two: powers of ten where a logarithmic axis spans decades, else steps of 1, 2 or 5.
  function roundValues(kind, min, max, most) {
    if (kind === 'log' && max / min > 30) {
      const first = Math.ceil(Math.log10(min)), last = Math.floor(Math.log10(max)), stride = Math.ceil((last - first + 1) / most);
      return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i)).filter((_, i) => i % stride === 0);
    }
    const rough = (max - min) / most, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].find(factor => factor * power >= rough * (1 - 1e-9)) * power;
    const first = Math.ceil(min / step - 1e-9), last = Math.floor(max / step + 1e-9);
    return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  }

  // Marks and numbers of the part that is shown, in place of the whole axes'.
  function drawAxes(panel) {
    panel.querySelector(':scope > .zoom-axes')?.remove();
    const own = [...panel.querySelectorAll(':scope > path.axis, :scope > text.tick')];
    for (const part of own) part.classList.toggle('hidden', shown.has(panel));
    if (!shown.has(panel)) return;
    const { width, height } = area(panel), { sx, sy, dx, dy } = magnification(panel), axes = element('g', { class: 'zoom-axes' });
    let marks = `M0 0V${height}H${width}V0Z`;
    for (const upward of [false, true]) {
      const text = upward ? panel.dataset.y : panel.dataset.x, [kind, low, high] = text.split(' '), length = upward ? height : width;
      const [min, max] = [Number(low), Number(high)], toPixel = axis(text, upward);
      const toValue = pixel => {
        const share = upward ? 1 - pixel / length : pixel / length;
        return kind === 'log' ? min * (max / min) ** share : min + share * (max - min);
      };
      const ends = [0, length].map(pixel => toValue((pixel - (upward ? dy : dx)) / (upward ? sy : sx)));
      for (const value of roundValues(kind, Math.min(...ends), Math.max(...ends), Math.max(2, Math.floor(length / (upward ? 30 : 50))))) {
        const at = upward ? sy * toPixel(value) + dy : sx * toPixel(value) + dx;
        marks += upward ? `M0 ${at}h4` : `M${at} ${height}v-4`;
        axes.append(upward
          ? element('text', { class: 'tick', x: -7, y: at + 3.5, 'text-anchor': 'end' }, written(value))
          : element('text', { class: 'tick', x: at, y: height + 16, 'text-anchor': 'middle' }, written(value)));
      }
    }
    axes.prepend(element('path', { class: 'axis', d: marks }));
    panel.append(axes);
  }

  // Curves are magnified, and cut at the frame; markers, words and the width of lines keep their size.
  function magnify(panel) {
    const { sx, sy, dx, dy } = magnification(panel), data = panel.querySelector(':scope > .data > g'), frame = data.parentElement;
    data.setAttribute('transform', `matrix(${sx} 0 0 ${sy} ${dx} ${dy})`);
    frame.setAttribute('clip-path', shown.has(panel) ? `url(#${frame.dataset.clip})` : 'none');
    frame.classList.toggle('zoomed', shown.has(panel));
    for (const part of data.querySelectorAll('.marker, text, circle:not(.marker circle)')) {
      part.removeAttribute('transform');
      if (!shown.has(panel)) continue;
      const box = part.getBBox(), x = box.x + box.width / 2, y = box.y + box.height / 2;
      part.setAttribute('transform', `translate(${x} ${y}) scale(${1 / sx} ${1 / sy}) translate(${-x} ${-y})`);
    }
    drawAxes(panel);
  }

  let frames = 0;

  // Dragging over a panel shows what lies between the ends, in all panels of the same axis; a double click shows all again.
  function zoomable(svg) {
    const panels = [...svg.querySelectorAll('.panel[data-x]')].filter(panel => !panel.querySelector('animate'));
    const reset = document.createElement('button');
    Object.assign(reset, { type: 'button', className: 'reset', textContent: 'Show all', hidden: true });
    svg.after(reset);
    const showAll = () => {
      for (const panel of panels) { shown.delete(panel); magnify(panel); }
      reset.hidden = true;
    };
    reset.addEventListener('click', showAll);
    const zoom = (source, [left, right, top, bottom]) => {
      for (const panel of panels) {
        const { width, height } = area(panel), now = shown.get(panel) || [0, width, 0, height];
        const sameX = panel === source || panel.dataset.x === source.dataset.x, sameY = panel === source || panel.dataset.y === source.dataset.y;
        if (!sameX && !sameY) continue;
        shown.set(panel, [...(sameX ? [left, right] : now.slice(0, 2)), ...(sameY ? [top, bottom] : now.slice(2))]);
        magnify(panel);
      }
      reset.hidden = false;
    };
    for (const panel of panels) {
      const series = [...panel.querySelectorAll(':scope > .series')], { width, height } = area(panel), id = `frame-${++frames}`;
      const outer = element('g', { class: 'data', 'data-clip': id }), inner = element('g', {}), clip = element('clipPath', { id });
      panel.querySelector(':scope > .paper').after(outer);
      clip.append(element('rect', { width, height }));
      outer.append(clip, inner);
      inner.append(...series);
      const box = element('rect', { class: 'box', visibility: 'hidden' });
      panel.append(box);
      let start = null;
      const ends = event => {
        const at = locate(panel, event), inside = (value, most) => Math.min(most, Math.max(0, value));
        const [x0, x1, y0, y1] = [...[start.x, inside(at.x, width)].sort((a, b) => a - b), ...[start.y, inside(at.y, height)].sort((a, b) => a - b)];
        return [x1 - x0 < 6 ? [0, width] : [x0, x1], y1 - y0 < 6 ? [0, height] : [y0, y1]]; // a level or upright stroke is about one axis
      };
      panel.addEventListener('pointerdown', event => {
        const at = locate(panel, event);
        if (event.pointerType === 'touch' || event.button !== 0 || event.target.closest('a, .entry')) return;
        if (at.x < 0 || at.y < 0 || at.x > width || at.y > height) return;
        start = at;
        panel.setPointerCapture(event.pointerId);
      });
      panel.addEventListener('pointermove', event => {
        if (!start) return;
        const [[x0, x1], [y0, y1]] = ends(event);
        for (const [side, value] of Object.entries({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 })) box.setAttribute(side, value);
        box.setAttribute('visibility', 'visible');
      });
      panel.addEventListener('pointerup', event => {
        if (!start) return;
        const [[x0, x1], [y0, y1]] = ends(event), { sx, sy, dx, dy } = magnification(panel);
        start = null;
        box.setAttribute('visibility', 'hidden');
        if (x1 - x0 < width || y1 - y0 < height) zoom(panel, [(x0 - dx) / sx, (x1 - dx) / sx, (y0 - dy) / sy, (y1 - dy) / sy]);
      });
      panel.addEventListener('pointercancel', () => { start = null; box.setAttribute('visibility', 'hidden'); });
      panel.addEventListener('dblclick', showAll);
    }
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
    svg.after(bar);
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

  // What an element says, with spaces as people type them.
  const plain = part => part.textContent.replaceAll('\u00a0', ' ');

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
        row.hidden = !plain(row).toLowerCase().includes(words);
        for (const part of table.closest('section').querySelectorAll('.series, .entry')) {
          if (part.dataset.series !== plain(row.cells[0])) continue;
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
    zoomable(svg);
    player(svg);
  }
  document.querySelectorAll('table').forEach(sortable);
  document.querySelectorAll('table').forEach(filterable);
  document.querySelectorAll('.command').forEach(copyable);
})();
