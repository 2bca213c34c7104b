/* Tables come as text (markup.py) and are put into their place here. */
(function () {
  "use strict";
  new MutationObserver(function () {
    document.querySelectorAll("[data-markup]").forEach(function (place) {
      place.innerHTML = place.dataset.markup;
      delete place.dataset.markup;
    });
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-markup"] });
})();
