/* A figure as a sentence: what a button holds in data-sentence goes to the clipboard, with the address of the view behind it. */
(function () {
  "use strict";

  const field = (sentence) => {
    const dialog = document.createElement("dialog"), label = document.createElement("label"), text = document.createElement("textarea"), close = document.createElement("button");
    dialog.className = "wm-sentence";
    label.textContent = window.wm.t("sentence.by_hand");
    text.value = sentence;
    text.readOnly = true;
    text.rows = 7;
    close.type = "button";
    close.className = "wm-button";
    close.textContent = window.wm.t("sentence.close");
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    label.append(text);
    dialog.append(label, close);
    document.body.append(dialog);
    dialog.showModal();
    text.select();
  };

  /** Copies a sentence and says so; a field to copy from by hand where the browser has no clipboard. */
  function copy(sentence, button) {
    const whole = `${sentence.replace(/\.$/, "")}, ${window.wmShell.address()}`;
    if (!navigator.clipboard) return field(whole);
    navigator.clipboard.writeText(whole).then(() => window.wmShell.told(button, "sentence.copied"), () => field(whole));
  }

  /** The sentence of an area that is not selected: the server writes it when it is asked for. */
  const fetched = (id) => fetch(`${window.wm.boot.urls.root}sentence.txt?${window.wmShell.query()}&of=${id}`).then((answer) => {
    if (!answer.ok) throw new Error(answer.status);
    return answer.text();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sentence],[data-cite]");
    if (!button) return;
    if (button.dataset.sentence) copy(button.dataset.sentence, button);
    else fetched(button.dataset.cite).then((sentence) => copy(sentence, button), () => window.wmShell.told(button, "controls.copy_failed"));
  });
})();
