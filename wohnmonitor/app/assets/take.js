/* What a reader takes along: pictures, a page that needs no network, the figures, the link. A page says in its elements what it offers:
   data-picture="name" is part of a picture; data-beneath, or the sentence in data-named, stands under each; data-figures="address" has
   the figures. wm.taken: how that is read; the map reads its own (take-map.js). */
(function (wm) {
  "use strict";
  const STYLE = "body{max-width:1240px;margin:0 auto;padding:24px;overflow-wrap:break-word}main,.wm-columns,.wm-reading,.wm-scatter-main{height:auto!important;overflow:visible!important}svg,img{max-width:100%;height:auto}.wm-taken-foot{grid-column:1/-1;padding:16px 0;font-size:12px}.wm-taken-foot p{max-width:none;margin:2px 0}";
  const PRESSED = "form,button,.wm-bar,.wm-actions,.wm-scatter-player,.wm-own-link";
  let dialog = null, status = null;

  const t = (key, values) => wm.t(`take.${key}`, values);
  const seen = (selector, within = document) => [...within.querySelectorAll(selector)].filter((one) => one.getClientRects().length);
  const words = (one) => one.innerText.replace(/\u00ad/g, "").replace(/\s+/g, " ").trim();
  const heading = () => words(document.querySelector("h1"));
  const slug = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[^\w]+/g, "-").replace(/^-+|-+$/g, "").toLowerCase().slice(0, 60);
  const address = () => (window.wmShell ? window.wmShell.address() : document.querySelector(".wm-own-link a").href);
  const made = () => t("foot", { release: wm.boot.release, day: wm.date(new Date().toISOString().slice(0, 10)) });

  /** A page as one file, in the reader's language; content: what stands in it. */
  function written(title, style, ...content) {
    const out = document.implementation.createHTMLDocument(title), charset = out.createElement("meta"), look = out.createElement("style");
    charset.setAttribute("charset", "utf-8");
    look.textContent = style;
    out.head.prepend(charset);
    out.head.append(look);
    out.documentElement.lang = wm.boot.lang;
    out.body.append(...content);
    return out;
  }

  wm.taken = {
    seen, words, made, address, written,

    /** Pictures: name, hint, file, what they show, title, and heading where what they show has none. */
    pictures() {
      const found = new Map();
      for (const one of seen("[data-picture]")) found.set(one.dataset.picture, [...(found.get(one.dataset.picture) || []), one]);
      return [...found].map(([name, elements]) => ({
        name, elements, hint: t("picture_hint"), file: slug(name), title: wm.pair(heading(), name),
        heading: elements.some((one) => one.querySelector("h1")) ? "" : heading(),
      }));
    },

    /** Where it comes from and how far it may be compared. */
    foot: () => [...seen("[data-beneath],[data-named]").map((one) => one.dataset.named || words(one)), made()],

    /** First part of the names of files. */
    file: () => (window.wmShell ? `${wm.boot.page}_${window.wmShell.state().indicator}` : slug(heading())),

    figures: () => document.querySelector("[data-figures]").dataset.figures,

    /** Rows of the dialog that only this page has. */
    rows: () => [],

    /** A page for a meeting without network: what is to be read here, as it looks. Nothing in it asks for anything. */
    async page() {
      const main = document.querySelector("main"), copy = main.cloneNode(true), link = wm.html("a", { href: address() }, [address()]);
      const drawn = [...main.querySelectorAll(".js-plotly-plot")];
      copy.querySelectorAll(".js-plotly-plot").forEach((place, at) => {
        place.replaceChildren();
        if (seen(".main-svg", drawn[at]).length) place.innerHTML = window.wmPicture.of([drawn[at]], { title: heading(), foot: [] });
        place.removeAttribute("style");
        place.parentNode.removeAttribute("style");
      });
      copy.querySelectorAll(":is(th,td) button").forEach((one) => one.replaceWith(...one.childNodes));
      copy.querySelectorAll(PRESSED).forEach((one) => one.remove());
      copy.querySelectorAll("details").forEach((one) => one.setAttribute("open", ""));
      await Promise.all([...copy.querySelectorAll("img")].map(async (image) => { image.src = await inside(image.src); }));
      copy.querySelectorAll("a").forEach((one) => one.replaceWith(...one.childNodes));
      copy.append(wm.html("footer", { class: "wm-taken-foot" }, [wm.html("p", {}, [made()]), wm.html("p", {}, [link])]));
      const out = written(document.title, `${await sheets()}\n${STYLE}`, wm.html("div", { class: "wm-app" }, [copy]));
      if (document.documentElement.dataset.theme) out.documentElement.dataset.theme = document.documentElement.dataset.theme;
      out.body.className = document.body.className;
      return out;
    },
  };

  /** Our own style sheets as one text. */
  const sheets = async () => (await Promise.all([...document.querySelectorAll("head > link[rel=stylesheet]")].map(async (link) => (await fetch(link.href)).text()))).join("\n");

  /** A picture of ours inside the page that shows it. */
  async function inside(source) {
    const blob = await (await fetch(source)).blob(), reader = new FileReader();
    return new Promise((done) => { reader.onload = () => done(reader.result); reader.readAsDataURL(blob); });
  }

  const say = (sentence) => { status.textContent = sentence; };

  function save(blob, name) {
    const link = wm.html("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 30000);
    say(t("saved", { name }));
  }

  /** Does what takes a while, and says so first. */
  async function work(act) {
    say(t("working"));
    await new Promise((go) => setTimeout(go, 30));
    try { await act(); } catch (error) { say(t("failed")); throw error; }
  }

  const name = (part, kind) => `${["wohnmonitor", wm.taken.file(), part].filter(Boolean).join("_")}.${kind}`;
  const take = (picture, kind) => work(async () => {
    const svg = window.wmPicture.of(picture.elements, { title: picture.title, heading: picture.heading, foot: wm.taken.foot(), link: address() });
    save(kind === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await window.wmPicture[kind](svg), name(picture.file, kind));
  });
  const page = () => work(async () => save(new Blob([`<!DOCTYPE html>\n${(await wm.taken.page()).documentElement.outerHTML}`], { type: "text/html" }), name("page", "html")));

  function copied(text) {
    if (!navigator.clipboard) return say(text);
    return navigator.clipboard.writeText(text).then(() => say(t("copied")), () => say(text));
  }

  const button = (said, act, label) => wm.html("button", { type: "button", class: "wm-button", "aria-label": label, title: label, onclick: act }, [said]);
  const row = (title, hint, acts) => wm.html("div", { class: "wm-take-row" }, [
    wm.html("div", {}, [wm.html("b", {}, [title]), wm.html("p", {}, [hint])]),
    wm.html("div", { class: "wm-take-acts" }, acts.map(([said, act]) => button(said, act, `${said}: ${title}`))),
  ]);
  wm.taken.copying = (key, text) => row(t(key), t(`${key}_hint`), [[t("copy"), () => copied(text())]]);

  function rows() {
    const kinds = (picture) => ["png", "svg", "pdf"].map((kind) => [kind.toUpperCase(), () => take(picture, kind)]);
    return [
      ...wm.taken.pictures().map((picture) => row(picture.name, picture.hint, kinds(picture))),
      row(t("page"), t("page_hint"), [["HTML", page]]),
      row(t("data"), t("data_hint"), [["CSV", () => location.assign(wm.taken.figures())]]),
      ...wm.taken.rows(),
      wm.taken.copying("link", address),
    ];
  }

  function open() {
    if (!dialog) {
      status = wm.html("p", { class: "wm-list-count", role: "status" });
      dialog = wm.html("dialog", { class: "wm-list wm-take", "aria-labelledby": "wm-take-title", onclick: (event) => { if (event.target === dialog) dialog.close(); } });
      document.body.append(dialog);
    }
    say("");
    const done = wm.html("button", { type: "button", class: "wm-button wm-button-filled", onclick: () => dialog.close() }, [wm.t("list_areas.done")]);
    dialog.replaceChildren(wm.html("h2", { id: "wm-take-title" }, [t("title")]), wm.html("div", { class: "wm-list-areas" }, rows()), wm.html("div", { class: "wm-list-foot" }, [status, done]));
    dialog.showModal();
  }

  document.addEventListener("click", (event) => { if (event.target.closest("#take")) open(); });
})((window.wm = window.wm || {}));
