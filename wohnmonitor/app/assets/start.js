/* Starts Dash from a file, so that the page needs no inline script; shell.js hears of every question and answer. */
var renderer = new DashRenderer({
  request_pre: function () { readLibrary(); window.dispatchEvent(new Event("shell:asked")); },
  request_post: function () { window.dispatchEvent(new Event("shell:answered")); }
});
/* The chart library, where the page had it fetched: read while the server finds the figures, not after. */
function readLibrary() {
  var link = document.querySelector("link[rel=preload][as=script]");
  if (!link || !document.querySelector(".wm-app")) return;
  var script = document.createElement("script");
  script.src = link.href;
  document.body.append(script);
  link.remove();
}
