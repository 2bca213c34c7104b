/* Profile and compare: the button that prints. Everything else on these pages works without a script. */
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
