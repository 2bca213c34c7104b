/* Starts Dash from a file, so that the page needs no inline script; shell.js hears of every question and answer. */
var renderer = new DashRenderer({
  request_pre: function () { window.dispatchEvent(new Event("shell:asked")); },
  request_post: function () { window.dispatchEvent(new Event("shell:answered")); }
});
