/* Before the first paint: the theme of the URL, else the reader's own. */
(function () {
  var root = document.documentElement;
  var theme = root.getAttribute("data-theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.setAttribute("data-theme", theme);
  root.setAttribute("data-mantine-color-scheme", theme);
})();
