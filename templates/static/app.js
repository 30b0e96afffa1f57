// Small comforts; every page works without them.
(() => {
  const root = document.documentElement;

  // htmx asks as our own pages do: with the CSRF token.
  document.addEventListener('htmx:config:request', (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    const request = event.detail.ctx?.request;
    if (token && request && !/^get$/i.test(request.method)) request.headers['x-csrf-token'] = token.content;
  });

  // <button data-theme-toggle>: light or dark, remembered for a year.
  const toggleTheme = () => {
    const next = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
    root.dataset.theme = next;
    document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
    document.dispatchEvent(new CustomEvent('themechosen'));
  };

  // <button data-menu-toggle="id">: shows the side bar on small screens.
  const toggleMenu = (button) => {
    const open = button.getAttribute('aria-expanded') !== 'true';
    button.setAttribute('aria-expanded', String(open));
    document.getElementById(button.dataset.menuToggle)?.classList.toggle('is-open', open);
  };

  // <button data-copy="#id">: puts the field's text on the clipboard.
  const copy = async (button) => {
    const field = document.querySelector(button.dataset.copy);
    if (!field) return;
    const text = field.value ?? field.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      field.select?.();
      document.execCommand('copy');
    }
    const label = button.querySelector('[data-copy-label]') ?? button;
    const before = label.textContent;
    label.textContent = 'Copied';
    setTimeout(() => (label.textContent = before), 1500);
  };

  // Tables of rows: <table data-rows="lines"> holds <tbody>, with a <template data-row> whose names say `[#]` where the number goes.
  // <button data-row-add="lines"> adds one; <button data-row-remove> in a row removes it.
  const rowsTable = (name) => document.querySelector(`[data-rows="${CSS.escape(name)}"]`);

  const addRow = (name) => {
    const table = rowsTable(name);
    const template = table?.querySelector('template[data-row]') ?? document.querySelector(`template[data-row="${CSS.escape(name)}"]`);
    const body = table?.querySelector('tbody');
    if (!template || !body) return;
    const number = Number(table.dataset.next ?? body.rows.length);
    table.dataset.next = String(number + 1);
    const holder = document.createElement('tbody');
    holder.append(template.content.cloneNode(true));
    for (const element of holder.querySelectorAll('*'))
      for (const attribute of ['name', 'id', 'for', 'aria-label', 'aria-describedby'])
        if (element.hasAttribute(attribute)) element.setAttribute(attribute, element.getAttribute(attribute).replaceAll('#', String(number)));
    const rows = [...holder.children];
    body.append(...rows);
    rows[0]?.querySelector('input, select, textarea')?.focus();
    window.htmx?.process(body);
  };

  const removeRow = (button) => {
    const row = button.closest('tr, [data-row-item]');
    const next = row?.nextElementSibling ?? row?.previousElementSibling;
    row?.remove();
    next?.querySelector('input, select, textarea')?.focus();
  };

  document.addEventListener('click', (event) => {
    const hit = (selector) => event.target.closest?.(selector);
    const add = hit('[data-row-add]');
    if (add) return addRow(add.dataset.rowAdd);
    const remove = hit('[data-row-remove]');
    if (remove) return removeRow(remove);
    if (hit('[data-theme-toggle]')) return toggleTheme();
    const menu = hit('[data-menu-toggle]');
    if (menu) return toggleMenu(menu);
    const source = hit('[data-copy]');
    if (source) return void copy(source);
    // An open menu closes when one clicks elsewhere.
    for (const open of document.querySelectorAll('details.menu[open]')) if (!open.contains(event.target)) open.removeAttribute('open');
    return undefined;
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const open of document.querySelectorAll('details.menu[open]')) open.removeAttribute('open');
  });

  // <form data-confirm="Really?"> or a button with it: asks in a dialog before it is sent.
  const ask = (question, act, danger) => {
    const dialog = document.createElement('dialog');
    dialog.className = 'ask card';
    const say = document.createElement('p');
    say.textContent = question;
    const form = document.createElement('form');
    form.method = 'dialog';
    form.className = 'btn-list justify-content-end';
    const no = document.createElement('button');
    no.className = 'btn';
    no.textContent = 'Cancel';
    const yes = document.createElement('button');
    yes.className = danger ? 'btn btn-danger' : 'btn btn-primary';
    yes.value = 'yes';
    yes.textContent = act;
    form.append(no, yes);
    dialog.append(say, form);
    document.body.append(dialog);
    return new Promise((answer) => {
      dialog.addEventListener('close', () => {
        dialog.remove();
        answer(dialog.returnValue === 'yes');
      });
      dialog.showModal();
      no.focus();
    });
  };

  document.addEventListener('submit', (event) => {
    const form = event.target;
    const button = event.submitter;
    const question = button?.dataset.confirm ?? form.dataset.confirm;
    if (question && form.dataset.confirmed !== 'yes') {
      event.preventDefault();
      event.stopImmediatePropagation();
      const danger = button?.classList.contains('btn-danger') || button?.classList.contains('btn-outline-danger');
      void ask(question, button?.textContent.trim() || 'Yes', danger).then((sure) => {
        if (!sure) return;
        form.dataset.confirmed = 'yes';
        form.requestSubmit(button ?? undefined);
        delete form.dataset.confirmed;
      });
      return;
    }
    // A second click does not send twice.
    if (button && !form.hasAttribute('hx-post') && form.target !== '_blank') setTimeout(() => (button.disabled = true), 0);
  }, true);

  // What was typed survives the end of a session: kept in this tab while a form travels, put back only if the sign-in page said that it
  // was not saved, only into the same form, and only for the same person.
  const KEPT = 'form-on-its-way';
  const viewer = document.querySelector('[data-viewer]')?.dataset.viewer;
  // Attributes, not properties: a field called `action` would stand in their place.
  const pathOf = (form) => form.getAttribute('action');
  const isKept = (field) => field.name && field.name !== '_csrf' && !['file', 'password', 'submit', 'button'].includes(field.type);

  const keep = (form) => {
    const fields = [...form.elements].filter(isKept).filter((field) => !['checkbox', 'radio'].includes(field.type) || field.checked);
    const kept = { viewer, path: pathOf(form), fields: fields.map(({ name, value }) => [name, value]) };
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
    } catch {
      // No room or no storage: the sign-in page does not promise it.
    }
  };

  const putBack = (form, fields) => {
    for (const [name] of fields) {
      if (form.elements.namedItem(name)) continue;
      const pattern = name.replace(/\[\d+\]/, '[#]');
      const template = [...form.querySelectorAll('template[data-row]')].find((one) => one.innerHTML.includes(`"${pattern}"`));
      for (let more = 0; template && more < 300 && !form.elements.namedItem(name); more++) addRow(template.dataset.row);
    }
    for (const field of [...form.elements].filter(isKept)) {
      const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (['checkbox', 'radio'].includes(field.type)) field.checked = values.includes(field.value);
      else if (values.length > 0) field.value = values[0];
    }
    const note = document.createElement('div');
    note.className = 'alert alert-warning';
    note.setAttribute('role', 'status');
    note.textContent = 'Your session had ended before this was sent. What you had typed is back: check it and send it again. Files must be chosen again.';
    form.before(note);
    note.scrollIntoView({ block: 'center' });
  };

  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
    if (kept && document.querySelector('[data-unsaved]')) sessionStorage.setItem(KEPT, JSON.stringify({ ...kept, unsaved: true }));
    if (kept && viewer) {
      sessionStorage.removeItem(KEPT);
      const form = [...document.querySelectorAll('form#do')].find((one) => pathOf(one) === kept.path);
      if (form && kept.unsaved && kept.viewer === viewer) putBack(form, kept.fields);
    }
  } catch {
    // Without storage nothing is kept.
  }
  document.addEventListener('submit', ({ target, defaultPrevented }) => {
    if (!defaultPrevented && viewer && target.matches('form#do[method=post]')) keep(target);
  });

  // Coming back by the browser's back button: buttons work again.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) for (const button of document.querySelectorAll('button[disabled][type="submit"], form button[disabled]:not([data-off])')) button.disabled = false;
  });

  // <input type="hidden" data-zone>: the browser's time zone; <select data-zone-default> chooses it where nothing else is chosen.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of document.querySelectorAll('input[data-zone]')) if (!field.value) field.value = zone;
})();
